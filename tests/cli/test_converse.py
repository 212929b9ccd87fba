"""A conversation line by line, with the real rooms below it."""

import io
import json
import sys
from pathlib import Path

import pytest

from chronos.app import App
from chronos.cli.converse import Conversation, Topic, converse, resume
from chronos.model import Actor, VideoId
from chronos.providers.embedding.minilm import MiniLM
from tests.factories import a_creator, a_student, a_talk, as_student

QUESTION = "How do I freeze the motion of a runner?"
SAID = [
    "A wide aperture lets in more light and blurs the background.",
    "A fast shutter freezes the motion of a runner.",
]


@pytest.fixture
async def student(app: App, embedder: MiniLM) -> Actor:
    """A student of a library with one talk."""
    async with app.db.as_service("test") as tx:
        creator = await a_creator(tx)
        student = await a_student(tx, creator)
    await a_talk(app.db, embedder, creator, SAID)
    return as_student(student)


async def say(monkeypatch: pytest.MonkeyPatch, talk: Conversation, *lines: str) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return await converse(talk)


async def test_questions_and_commands_are_answered_in_turn(
    app: App, student: Actor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    talk = Conversation(app, student, Topic(), as_json=False)
    file = tmp_path / "talk.md"
    code = await say(
        monkeypatch,
        talk,
        "",
        "/sources",
        "/help",
        QUESTION,
        "/sources",
        f"/save {file}",
        "/new",
        "/sources",
        "/quit",
        "?",
    )
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    assert out.count("The last answer cites nothing.") == 2
    assert out.count("[1] Talk, 0:") == 2
    assert "A fast shutter freezes the motion of a runner" in out
    assert f"The conversation is saved in {file}." in out
    assert f"{app.settings.public_url}/videos/" in file.read_text()
    assert talk.session is None


async def test_a_conversation_is_kept_and_resumed(
    app: App, student: Actor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = Conversation(app, student, Topic(), as_json=True)
    assert await say(monkeypatch, first, QUESTION) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines][:3] == ["session", "begun", "sources"]
    assert lines[-1]["event"] == "done"
    assert lines[-1]["message"]["citations"][0]["url"].startswith(f"{app.settings.public_url}/videos/")
    [cited, *_] = lines[-1]["message"]["citations"]
    assert "A fast shutter freezes the motion of a runner" in cited["text"]
    assert first.session is not None
    again = Conversation(app, student, Topic(), as_json=True)
    await resume(again, first.session.id)
    answered = lines[-1]["message"]["id"]
    assert await say(monkeypatch, again, "/sources", "/id", "and the light?", "/id", "/new", "/id") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0]["citations"][0]["text"] == cited["text"]
    [done] = [line["message"]["id"] for line in lines if line["event"] == "done"]
    assert [line["text"] for line in lines if line["event"] == "id"] == [answered, done, ""]
    async with app.db.acting_as(student) as tx:
        rows = await tx.fetch("select session_id, count(*) as messages from chat_messages group by session_id")
    assert [(row["session_id"], row["messages"]) for row in rows] == [(first.session.id, 4)]


async def test_what_fails_is_told_and_the_conversation_continues(
    app: App, student: Actor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    taken = tmp_path / "taken.md"
    taken.write_text("mine")
    talk = Conversation(app, student, Topic(), as_json=False)
    code = await say(
        monkeypatch, talk, "/save", "/bogus\x1b[2J", "x" * 3000, QUESTION, f"/save {taken}", "/save /no/x.md"
    )
    out, err = capsys.readouterr()
    assert code == 2
    assert [line for line in err.splitlines() if not line.startswith("chronos: ")] == []
    assert len(err.splitlines()) == 5
    assert "\x1b" not in err
    assert "A fast shutter" in out
    assert taken.read_text() == "mine"


async def test_creators_have_no_conversation_and_programs_are_told(
    app: App, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with app.db.as_service("test") as tx:
        creator = await a_creator(tx)
    talk = Conversation(app, Actor("authenticated", subject=creator, creator_id=creator), Topic(), as_json=True)
    assert await say(monkeypatch, talk, QUESTION) == 3
    [line] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (line["event"], line["code"]) == ("error", "students_only")


async def test_a_conversation_about_a_video_stays_with_it(
    app: App, embedder: MiniLM, student: Actor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with app.db.as_service("test") as tx:
        row = await tx.fetch_one("select creator_id from students")
    assert row
    other = await a_talk(app.db, embedder, row["creator_id"], ["Bread needs flour."], title="Bread")
    talk = Conversation(app, student, Topic([VideoId(other)]), as_json=True)
    await say(monkeypatch, talk, QUESTION)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {moment["title"] for line in lines if line["event"] == "sources" for moment in line["moments"]} <= {"Bread"}


async def test_a_conversation_around_a_second_is_resumed_around_it(
    app: App, student: Actor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with app.db.as_service("test") as tx:
        row = await tx.fetch_one("select id from videos")
    assert row
    talk = Conversation(app, student, Topic((VideoId(row["id"]),), at_seconds=1.5), as_json=False)
    await say(monkeypatch, talk, QUESTION)
    assert talk.session is not None
    assert (talk.session.context_video_ids, talk.session.context_at_seconds) == ([row["id"]], 1.5)
    again = Conversation(app, student, Topic(), as_json=False)
    await resume(again, talk.session.id)
    assert (again.topic.video_ids, again.topic.at_seconds) == ([row["id"]], 1.5)
    assert again.message_id is not None
