"""What do conversations cost around the language model? Many streams at once, lost connections, long lists.

Four measurements on one server process that has warmed up, with a model that a script replaces:
1. From the request to the first call of the model, in a conversation about a library of 10,000 chunks (`copies.py`);
   no answer of search is remembered. A first question is searched before the model is called. A follow-up, whose first
   call is to rewrite it, is measured apart. The creator lets every question be answered: so many copies of a few
   lectures would refuse most, and a refusal calls no model.
2. 200 streams at once, each of 100 words in 10 sentences at 5 words a second, read by another process, about different
   questions: errors, how long the event loop was blocked at most, memory per stream.
3. Connections that are lost after a random number of events, and resumed: lost or doubled words.
4. A student's 1,000 conversations: the first page of 99 (the most that the API gives), all pages, and a search in all.

Run: python bench/answer.py [DIR] [--chunks 10000] [--questions 100] [--streams 200]
DIR holds transcripts/*.vtt and questions.jsonl; default: bench/guard.
"""

import argparse
import asyncio
import gc
import json
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import cycle, repeat
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
from rich.console import Console
from rich.table import Table

from chronos.app import App, opened, owner_url
from chronos.chat import create_session
from chronos.config import Settings
from chronos.db import embedded
from chronos.evaluation.scratch_tenant import Scratch, scratch_tenant
from chronos.model import Actor, StudentId
from chronos.operations.vector_index.reindex import reindex
from chronos.providers.language import Citing, Completion, Piece, Report, Task, TextDelta, Usage
from chronos.web import create_server
from copies import Copies
from moments import Folder, do_without_safety, read

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "answer.json"
WORDS, PAUSE_SECONDS = 100, 0.2
WORDS_OF_SENTENCE = 10  # an answer is shown sentence by sentence
CONVERSATIONS = 1_000
WARM = 10
LOOK_SECONDS = 0.01  # between two looks at the clock of the event loop
PAGE = 99  # the most that the API gives
FOLLOW_UPS = ("and why?", "what about that?", "the first one", "with an example?")


@dataclass
class Scripted:
    """Says so many words, one every `pause` seconds, and notes when it was called."""

    pause: float = 0.0
    words: int = 3
    name: str = "scripted:model"
    max_passages: int = 8
    generates: bool = True
    called: list[float] = field(default_factory=list)

    async def complete(self, instructions: str, text: str, report: Report | None = None) -> Completion | None:
        self.called.append(time.perf_counter())
        return None

    async def word(self, task: Task) -> AsyncGenerator[Piece, None]:
        self.called.append(time.perf_counter())
        for number in range(self.words):
            await asyncio.sleep(self.pause)
            is_last = (number + 1) % WORDS_OF_SENTENCE == 0
            yield TextDelta(f"Word{number}{'.' * is_last} ")
        if task.passages:
            yield Citing(0, task.passages[0].best, task.passages[0].best)
        yield Usage(1_000, self.words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=HERE / "guard")
    parser.add_argument("--chunks", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.read is not None:
        asyncio.run(read_streams(json.loads(arguments.read.read_text())))
        return
    figures = asyncio.run(run(read(arguments.folder), arguments))
    table = Table("", "")
    for name, value in figures.items():
        table.add_row(name.replace("_", " "), f"{value:,.1f}" if isinstance(value, float) else f"{value:,}")
    Console().print(table)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2))


async def run(folder: Folder, arguments: argparse.Namespace) -> dict[str, float]:
    """Measure everything on one library."""
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        (home / "models").symlink_to(HERE.parent / ".chronos" / "models")
        try:
            settings = Settings(home=home, jwt_secret="x" * 40, _env_file=None)
            do_without_safety(await asyncio.to_thread(owner_url, settings))
            async with opened(settings) as app, scratch_tenant(app.db, app.objects) as scratch:
                copies = Copies(app, scratch)
                await copies.add_originals(folder.transcripts)
                await copies.grow(chunks=arguments.chunks)
                await reindex(await asyncio.to_thread(owner_url, settings), "tiered")
                async with app.db.as_service("bench") as tx:
                    await tx.execute("update private.rate_limits set burst = 1000000")  # people ask more slowly
                    await tx.execute(
                        "update creators set settings = settings || '{\"answer_threshold\": 0}' where id = %(id)s",
                        {"id": scratch.creator_id},
                    )
                figures: dict[str, float] = {"chunks": len(copies.ids)}
                async with serving(app) as url:
                    figures |= await until_first_call(app, url, scratch.student, folder.questions, arguments.questions)
                    figures |= await many_streams(app, url, scratch, folder.questions, arguments.streams)
                    return figures | await long_list(app, url, scratch)
        finally:
            embedded.stop(home / "postgres")


async def until_first_call(
    app: App, url: str, student: Actor, questions: Sequence[str], number: int
) -> dict[str, float]:
    """Milliseconds from the request to the first call of the model, of first questions and of follow-ups."""
    model, first, follow_up = Scripted(), list[float](), list[float]()
    app.providers = replace(app.providers, language_model=lambda: model)
    async with httpx2.AsyncClient(base_url=url, headers=authorized(app, student)) as client:
        for question in [*questions[:WARM], *questions[:number]]:
            address = await new_session(client)
            for content, waited in ((question, first), (random.choice(FOLLOW_UPS), follow_up)):
                app.search_cache.answers.clear()
                model.called.clear()
                started = time.perf_counter()
                (await client.post(f"{address}/messages", json={"content": content})).raise_for_status()
                waited.append((model.called[0] - started) * 1000)
    figures: dict[str, float] = {"questions": len(first) - WARM}
    for name, waited in (("first_call", first), ("rewriting_of_a_follow_up", follow_up)):
        for percent in (50, 95):
            figures[f"ms_to_the_{name}_p{percent}"] = float(np.percentile(waited[WARM:], percent))
    return figures


async def many_streams(
    app: App, url: str, scratch: Scratch, questions: Sequence[str], streams: int
) -> dict[str, float]:
    """Streams at once on one process, read by another; then as many whose connections are lost and resumed."""
    app.providers = replace(app.providers, language_model=lambda: Scripted(PAUSE_SECONDS, WORDS))
    tokens = [app.tokens.mint(each) for each in await students(app, scratch, streams)]
    task = {"url": url, "tokens": tokens, "questions": questions, "lose": False}
    app.search_cache.answers.clear()
    before, lag = resident_bytes(), Lag()
    told, most = await read_elsewhere(task, lag)
    lost, _ = await read_elsewhere(task | {"lose": True}, Lag())
    return {
        "streams": streams,
        "streams_with_an_error": told["errors"],
        "fewest_parts_of_a_stream": told["parts"],
        "streams_with_other_words": told["different"],
        "ms_event_loop_blocked_at_most": lag.most * 1000,
        "kib_per_stream": (most - before) / streams / 1024,
        "lost_connections": lost["lost"],
        "resumed_with_an_error": lost["errors"],
        "resumed_with_other_words": lost["different"],
    }


async def long_list(app: App, url: str, scratch: Scratch) -> dict[str, float]:
    """Milliseconds for the first page of a student's conversations, for all pages, and for a search in all of them."""
    [student] = await students(app, scratch, 1)
    async with app.db.acting_as(student) as tx:
        for number in range(CONVERSATIONS):
            await create_session(tx, student, title=f"Conversation {number}")
    async with app.db.as_service("bench") as tx:
        await tx.execute(
            "insert into chat_messages (session_id, role, content) select id, 'user', 'How do I ' || title || '?' "
            "from chat_sessions where student_id = %(id)s",
            {"id": student.student_id},
        )
        await tx.execute("analyze chat_sessions, chat_messages")
    figures: dict[str, float] = {"conversations": CONVERSATIONS}
    async with httpx2.AsyncClient(base_url=url, headers=authorized(app, student)) as client:
        for name, query, is_whole in (
            ("page", {}, False),
            ("all", {}, True),
            ("search", {"q": "how conversation 77"}, False),
        ):
            times = []
            for _ in range(30):
                started = time.perf_counter()
                await list_conversations(client, query, is_whole=is_whole)
                times.append((time.perf_counter() - started) * 1000)
            figures[f"ms_{name}_of_conversations_p95"] = float(np.percentile(times, 95))
    return figures


async def list_conversations(client: httpx2.AsyncClient, query: dict[str, str], *, is_whole: bool) -> None:
    """Read the first page of conversations, or all pages."""
    listed, cursor = 0, dict[str, str]()
    while True:
        page = await client.get("/api/v1/chat/sessions", params={"limit": PAGE, **query, **cursor})
        page.raise_for_status()
        listed += len(page.json()["items"])
        if not is_whole:
            return
        if page.json()["next_cursor"] is None:
            assert listed == CONVERSATIONS
            return
        cursor = {"cursor": page.json()["next_cursor"]}


@asynccontextmanager
async def serving(app: App) -> AsyncIterator[str]:
    """Serve the application on a free port, on this event loop, once it has warmed up as in production."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = create_server(app)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if gc.get_freeze_count():  # the last step of warming up
                break
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running


class Lag:
    """How long the event loop was blocked at most, while it is watched."""

    most = 0.0

    async def watch(self) -> None:
        while True:
            started = time.perf_counter()
            await asyncio.sleep(LOOK_SECONDS)
            self.most = max(self.most, time.perf_counter() - started - LOOK_SECONDS)


async def read_elsewhere(task: dict[str, Any], lag: Lag) -> tuple[dict[str, int], int]:
    """Let another process read all streams; return what it saw, and the greatest memory of this one."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(task, file)
        file.flush()
        command = [sys.executable, __file__, "--read", file.name]
        reader = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
        watching, most = asyncio.create_task(lag.watch()), 0
        ended = asyncio.create_task(reader.communicate())
        while not ended.done():
            most = max(most, resident_bytes())
            await asyncio.wait([ended], timeout=0.5)
        watching.cancel()
        told: dict[str, int] = json.loads((await ended)[0])
        return told, most


async def read_streams(task: dict[str, Any]) -> None:
    """In the other process: ask on all tokens at once, and compare what was streamed with what was stored."""
    limits = httpx2.Limits(max_connections=None)
    async with httpx2.AsyncClient(base_url=task["url"], limits=limits, timeout=300) as client:
        asked = (task | {"question": question} for question in cycle(task["questions"]))
        seen = await asyncio.gather(*map(read_one, repeat(client), task["tokens"], asked))
    told = {name: sum(one[name] for one in seen) for name in ("errors", "different", "lost")}
    sys.stdout.write(json.dumps(told | {"parts": min(one["parts"] for one in seen)}))


async def read_one(client: httpx2.AsyncClient, token: str, task: dict[str, Any]) -> dict[str, int]:
    headers, chance = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}, random.Random(token)
    seen, parts, last, lost = {"errors": 0, "different": 0, "lost": 0, "parts": 0}, list[str](), "", 0
    try:
        made = await client.post("/api/v1/chat/sessions", json={}, headers=headers)
        address = f"/api/v1/chat/sessions/{made.json()['id']}/messages"
        body: dict[str, str] | None = {"content": task["question"]}
        method: str = "POST"
        while True:
            lose_after = chance.randrange(1, WORDS // WORDS_OF_SENTENCE // 2) if task["lose"] else WORDS * 10
            async with client.stream(method, address, headers=headers, json=body) as response:
                response.raise_for_status()
                method, address, body = "GET", response.headers.get("location", address), None
                async for name, event_id, data in read_events(response):
                    last = event_id
                    if name == "delta":
                        parts.append(data["text"])
                    if name == "error":
                        sys.stderr.write(f"{data}\n")
                    if name in ("done", "error"):
                        is_other = name == "done" and data["message"]["content"] != written(parts, data["message"])
                        return seen | {
                            "errors": name == "error",
                            "different": is_other,
                            "lost": lost,
                            "parts": len(parts),
                        }
                    lose_after -= 1
                    if not lose_after:
                        break
            lost += 1
            headers["Last-Event-ID"] = last
    except Exception as error:
        sys.stderr.write(f"{error!r}\n")
        return seen | {"errors": 1}


def written(parts: Sequence[str], message: dict[str, Any]) -> str:
    """Return what a stored answer must be: the parts that were streamed, and the notice, which the end alone brings."""
    return "\n\n".join(filter(None, ["".join(parts), message["notice"]]))


async def read_events(response: httpx2.Response) -> AsyncIterator[tuple[str, str, dict[str, Any]]]:
    fields: dict[str, str] = {}
    async for line in response.aiter_lines():
        if not line:
            if "data" in fields:
                yield fields["event"], fields["id"], json.loads(fields["data"])
            fields = {}
        else:
            name, _, value = line.partition(": ")
            fields[name] = value


async def students(app: App, scratch: Scratch, number: int) -> list[Actor]:
    """Add students to the tenant."""
    async with app.db.as_service("bench") as tx:
        rows = await tx.fetch(
            "insert into students (creator_id, name) select %(creator)s, 'Student ' || n "
            "from generate_series(1, %(number)s) as n returning id",
            {"creator": scratch.creator_id, "number": number},
        )
    return [Actor("authenticated", subject=row["id"], student_id=StudentId(row["id"])) for row in rows]


def authorized(app: App, student: Actor) -> dict[str, str]:
    return {"Authorization": f"Bearer {app.tokens.mint(student)}"}


async def new_session(client: httpx2.AsyncClient) -> str:
    made = await client.post("/api/v1/chat/sessions", json={})
    return f"/api/v1/chat/sessions/{made.json()['id']}"


def resident_bytes() -> int:
    """Return the memory that this process has in use."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


if __name__ == "__main__":
    main()
