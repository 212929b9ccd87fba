"""Answers as events, on a running server: in order, resumed after a lost connection, stopped, for their reader."""

import asyncio
import itertools
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2
import pytest

from chronos.chat import STOPPED, keep_access
from chronos.config import Settings
from chronos.model import Actor
from chronos.providers.embedding.minilm import MiniLM
from chronos.web.answer_runs import Pace
from chronos.web.event_streams import MAX_OF_ONE_CALLER
from tests.chat.scripted_model import WORDS, ScriptedModel
from tests.conftest import ADatabase
from tests.factories import a_creator, a_student, a_talk, as_student
from tests.web.api.test_video_events import read_events
from tests.web.mcp.conftest import CALL
from tests.web.served import Served, becomes, served

MOTION = "How do I freeze a running person?"
SENTENCES = ["Welcome to this course about light.", "A fast shutter speed freezes the motion of a runner in mid air."]
Events = Iterator[tuple[str, str, Any]]


class Talk:
    """A running server whose model says what a test wants, with a student and a conversation."""

    def __init__(self, server: Served, embedder: MiniLM) -> None:
        self.server, self.model = server, ScriptedModel()
        server.app.providers = replace(
            server.app.providers, embedder=lambda: embedder, language_model=lambda: self.model
        )
        server.web.state.answer_pace = Pace(grace=0.5, heartbeat=0.1)
        self.student, self.other = server.run(self._make(embedder))
        made = httpx2.post(f"{server.url}/api/v1/chat/sessions", json={}, headers=self.headers(self.student))
        self.address = f"{server.url}/api/v1/chat/sessions/{made.json()['id']}/messages"

    async def _make(self, embedder: MiniLM) -> tuple[Actor, Actor]:
        async with self.server.app.db.as_service("test") as tx:
            creator = await a_creator(tx)
            people = as_student(await a_student(tx, creator)), as_student(await a_student(tx, creator))
        await a_talk(self.server.app.db, embedder, creator, SENTENCES, title="Shutter")
        return people

    def headers(self, actor: Actor, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.server.token(actor)}", **more}

    @contextmanager
    def ask(self, actor: Actor | None = None) -> Iterator[tuple[Events, str]]:
        """Ask: the events of the answer, and where they are read on."""
        headers = self.headers(actor or self.student, Accept="text/event-stream")
        with httpx2.stream("POST", self.address, json={"content": MOTION}, headers=headers, timeout=30) as response:
            assert response.status_code == 200, response.read()
            assert response.headers["content-type"].startswith("text/event-stream")
            yield without_comments(response), self.server.url + response.headers["location"]

    @contextmanager
    def resume(self, address: str, last: str = "") -> Iterator[Events]:
        headers = self.headers(self.student, **({"Last-Event-ID": last} if last else {}))
        with httpx2.stream("GET", address, headers=headers, timeout=30) as response:
            assert response.status_code == 200, response.read()
            yield without_comments(response)

    def messages(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = httpx2.get(self.address, headers=self.headers(self.student)).json()["items"]
        return found

    def change(self, statement: LiteralString) -> None:
        async def work() -> None:
            async with self.server.app.db.as_service("test") as tx:
                await tx.execute(statement)

        self.server.run(work())


def without_comments(response: httpx2.Response) -> Events:
    return (event for event in read_events(response) if event[0] != ":")


def text_of(events: list[tuple[str, str, Any]]) -> str:
    return "".join(data["text"] for name, _, data in events if name == "delta")


@pytest.fixture
def talk(database: ADatabase, tmp_path: Path, models_home: Path, embedder: MiniLM) -> Iterator[Talk]:
    (tmp_path / "models").symlink_to(models_home / "models")
    with served(Settings(home=tmp_path, _env_file=None), database.login_url) as server:
        yield Talk(server, embedder)


def test_an_answer_is_streamed_and_the_same_as_json(talk: Talk) -> None:
    with talk.ask() as (events, _):
        all_events = list(events)
    names = [name for name, _, _ in all_events]
    assert (names[0], names[-1]) == ("sources", "done")
    assert {"delta", "citation"} == set(names[1:-1])
    assert [event_id for _, event_id, _ in all_events] == [*map(str, range(1, len(names))), "end"]
    sources, done = all_events[0][2], all_events[-1][2]
    assert sources["searched_for"] == MOTION
    assert sources["moments"][0]["text"] == SENTENCES[1]
    assert done["message"]["id"] == sources["message_id"]
    assert done["message"]["content"] == text_of(all_events)
    cited = next(data for name, _, data in all_events if name == "citation")
    assert done["citations"] == [{name: value for name, value in cited.items() if name != "number"}]
    assert done["usage"] == {"input_tokens": 1000, "output_tokens": 20}
    assert talk.messages()[1] == done["message"]
    again = httpx2.post(f"{talk.address}/{done['message']['id']}/regenerate", headers=talk.headers(talk.student)).json()
    assert (again["content"], again["citations"]) == (done["message"]["content"], done["citations"])


def test_a_lost_connection_is_resumed(talk: Talk) -> None:
    talk.model.pause = 0.05
    with talk.ask() as (events, address):
        first = [next(events) for _ in range(3)]
    with talk.resume(address, first[-1][1]) as events:
        rest = list(events)
    assert rest[-1][0] == "done"
    assert text_of(first + rest) == rest[-1][2]["message"]["content"]
    with talk.resume(address) as events:  # and from the beginning
        assert [event[2] for event in events] == [event[2] for event in first + rest]
    ended = httpx2.get(address, headers=talk.headers(talk.student, **{"Last-Event-ID": "end"}))
    assert (ended.status_code, ended.content) == (204, b"")


def test_another_process_returns_the_stored_answer(talk: Talk) -> None:
    with talk.ask() as (events, address):
        done = list(events)[-1]
    talk.server.web.state.answer_runs._runs.clear()
    with talk.resume(address, "2") as events:
        assert list(events) == [done]


def test_an_answer_without_a_reader_is_stopped_and_kept(talk: Talk) -> None:
    talk.model.hold = 2
    with talk.ask() as (events, address):
        [next(events) for _ in range(3)]
    deadline = time.monotonic() + 20
    while len(talk.messages()) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    [_, answer] = talk.messages()
    assert (answer["is_stopped"], answer["content"]) == (True, f"{WORDS[0]}[1]\n\n{STOPPED}")
    assert talk.model.ended == 1
    with talk.resume(address, "3") as events:
        assert [(name, data["message"]) for name, _, data in events] == [("done", answer)]


def test_an_answer_is_stopped_by_its_reader(talk: Talk) -> None:
    talk.model.hold = 3
    with talk.ask() as (events, address):
        said = [next(events) for _ in range(4)]
        stop = address.removesuffix("/events") + "/stop"
        for actor in (talk.other,):
            refused = httpx2.post(stop, headers=talk.headers(actor))
            assert (refused.status_code, refused.json()["code"]) == (404, "session_not_found")
        stopped = httpx2.post(stop, headers=talk.headers(talk.student)).json()
        [(name, _, done)] = list(events)
    assert (name, done["message"]) == ("done", stopped)
    assert (stopped["is_stopped"], stopped["content"]) == (True, f"{text_of(said).strip()}\n\n{STOPPED}")
    assert httpx2.post(stop, headers=talk.headers(talk.student)).json() == stopped


@pytest.mark.parametrize(
    "statement", ["update students set is_active = false", "update videos set is_published = false"]
)
def test_an_open_stream_ends_with_the_access(
    talk: Talk, statement: LiteralString, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep_access, "CHECK_SECONDS", 0.0)
    talk.model.words, talk.model.pause = WORDS * 20, 0.05
    with talk.ask() as (events, _):
        [next(events) for _ in range(3)]
        talk.change(statement)
        rest = list(events)
    assert (rest[-1][0], len(rest) < 100) == ("error", True)
    assert rest[-1][2]["code"] in {"session_not_found", "video_not_found"}
    assert talk.model.ended == 1


def test_only_its_reader_follows_an_answer(talk: Talk) -> None:
    talk.model.hold = 1
    with talk.ask() as (events, address):
        next(events)
        refused = httpx2.get(address, headers=talk.headers(talk.other))
        assert (refused.status_code, refused.json()["code"]) == (404, "session_not_found")
        unknown = f"{talk.address}/{uuid4()}/events"
        refused = httpx2.get(unknown, headers=talk.headers(talk.student))
        assert (refused.status_code, refused.json()["code"]) == (404, "message_not_found")


def test_refusals_are_no_streams(talk: Talk) -> None:
    headers = talk.headers(talk.other, Accept="text/event-stream")
    refused = httpx2.post(talk.address, json={"content": MOTION}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (404, "session_not_found")
    talk.model.hold = 1
    with ExitStack() as stack:
        opened = [stack.enter_context(talk.ask())[0] for _ in range(MAX_OF_ONE_CALLER)]
        for events in opened:  # a generator that is dropped closes its connection
            next(events)
        headers = talk.headers(talk.student, Accept="text/event-stream")
        refused = httpx2.post(talk.address, json={"content": MOTION}, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_connections")


def test_a_reader_of_json_who_leaves_stops_the_answer_at_once(talk: Talk) -> None:
    talk.server.web.state.answer_pace = Pace(grace=3600)
    talk.model.hold = 2
    with socket.create_connection(("127.0.0.1", urlsplit(talk.address).port)) as line:
        line.sendall(a_request(talk.address, talk.headers(talk.student), {"content": MOTION}))
        assert becomes(lambda: talk.model.waiting == 1)
    assert becomes(lambda: talk.model.ended == 1)
    assert becomes(lambda: len(talk.messages()) == 2)
    [_, answer] = talk.messages()
    assert (answer["is_stopped"], answer["content"]) == (True, f"{WORDS[0]}[1]\n\n{STOPPED}")


@pytest.mark.parametrize("path", ["/api/v1/ask", "/mcp"])
def test_a_question_without_a_conversation_ends_with_its_reader(talk: Talk, path: str) -> None:
    talk.model.hold = 2
    called = {"name": "ask", "arguments": {"question": MOTION}}
    body = {"question": MOTION} if path != "/mcp" else CALL | {"method": "tools/call", "params": called}
    headers = talk.headers(talk.student, Accept="application/json, text/event-stream" if path == "/mcp" else "*/*")
    with socket.create_connection(("127.0.0.1", urlsplit(talk.address).port)) as line:
        line.sendall(a_request(talk.server.url + path, headers, body))
        assert becomes(lambda: talk.model.waiting == 1)
    assert becomes(lambda: talk.model.ended == 1)


def test_questions_at_the_same_time_count_in_every_form(talk: Talk) -> None:
    talk.model.hold = 1
    more = 4

    async def ask_all() -> list[int]:
        headers = talk.headers(talk.student)
        posts = [(talk.address, {"content": MOTION}, accept) for accept in ("application/json", "text/event-stream")]
        posts.append((f"{talk.server.url}/api/v1/ask", {"question": MOTION}, "application/json"))
        wanted = itertools.islice(itertools.cycle(posts), MAX_OF_ONE_CALLER + more)
        statuses: list[int] = []

        async def ask(client: httpx2.AsyncClient, address: str, body: dict[str, str], accept: str) -> None:
            sent = headers | {"Accept": accept}
            async with client.stream("POST", address, json=body, headers=sent, timeout=60) as response:
                statuses.append(response.status_code)
                await response.aread()

        async with httpx2.AsyncClient() as client:
            asking = [asyncio.create_task(ask(client, *each)) for each in wanted]
            async with asyncio.timeout(60):
                while talk.model.waiting < MAX_OF_ONE_CALLER or statuses.count(429) < more:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            for task in asking:
                task.cancel()
            await asyncio.wait(asking)
        return statuses

    assert asyncio.run(ask_all()).count(429) == more
    assert len(talk.model.tasks) == MAX_OF_ONE_CALLER
    called = {"name": "ask", "arguments": {"question": MOTION}}
    assert becomes(lambda: not talk.server.web.state.answer_runs._places)
    headers = talk.headers(talk.student, Accept="application/json, text/event-stream")
    with ExitStack() as held:
        for _ in range(MAX_OF_ONE_CALLER):
            held.enter_context(talk.server.web.state.answer_runs.place(talk.student.student_id))
        body = CALL | {"method": "tools/call", "params": called}
        refused = httpx2.post(f"{talk.server.url}/mcp", json=body, headers=headers, timeout=30)
    assert "too_many_connections" in refused.text


def a_request(address: str, headers: dict[str, str], body: object) -> bytes:
    """Return a request as it goes over the wire."""
    parts, content = urlsplit(address), json.dumps(body).encode()
    head = {"Host": parts.netloc, "Content-Type": "application/json", "Content-Length": str(len(content)), **headers}
    lines = [f"POST {parts.path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
    return "\r\n".join(lines).encode() + content


def test_a_stopping_server_stores_the_words_so_far(
    database: ADatabase, tmp_path: Path, models_home: Path, embedder: MiniLM
) -> None:
    (tmp_path / "models").symlink_to(models_home / "models")
    with ExitStack() as stack:
        with served(Settings(home=tmp_path, _env_file=None), database.login_url) as server:
            talk = Talk(server, embedder)
            talk.model.hold = 2
            events, _ = stack.enter_context(talk.ask())
            [next(events) for _ in range(3)]
        [(name, _, done)] = list(events)
    assert (name, done["message"]["is_stopped"]) == ("done", True)
    assert done["message"]["content"].startswith("A fast")


def test_an_answer_that_waits_for_its_turn_is_stopped_and_stored(talk: Talk) -> None:
    talk.server.web.state.answer_runs._preparing = asyncio.Semaphore(0)
    with talk.ask() as (events, address):
        stopped = httpx2.post(f"{address.removesuffix('events')}stop", headers=talk.headers(talk.student), timeout=30)
        [(name, _, done)] = list(events)
    assert (name, done["message"], stopped.json()["content"]) == ("done", stopped.json(), STOPPED)
