"""Answers of a session as events: stored whole, or as far as they came."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import LiteralString

import pytest

from chronos import chat
from chronos.app import App
from chronos.chat import keep_access
from chronos.errors import NotFound
from chronos.model import Actor, SessionId
from chronos.providers.language import LanguageModel, Turn
from tests.chat.scripted_model import WORDS, ScriptedModel
from tests.chat.test_messages import MOTION, a_session

SAID = f"{WORDS[0]}[1]"


def stream(
    app: App, actor: Actor, session: SessionId, model: LanguageModel, question: str = MOTION
) -> AsyncGenerator[chat.MessageEvent]:
    return chat.stream_message(app.db, chat.Answerer(app.engine, model), actor, chat.Post(session, question))


async def stored(app: App, actor: Actor, session: SessionId) -> list[chat.Message]:
    async with app.db.acting_as(actor) as tx:
        return await chat.list_messages(tx, session)


async def test_the_events_equal_the_stored_answer(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    begun, sources, *rest, end = [event async for event in stream(app, sam, session, ScriptedModel())]
    assert isinstance(begun, chat.MessageBegun)
    assert isinstance(sources, chat.SourcesFound)
    assert (sources.searched_for, sources.is_covered) == (MOTION, True)
    assert isinstance(end, chat.MessageStored)
    assert "".join(event.text for event in rest if isinstance(event, chat.TextAdded)).startswith(SAID)
    assert [event.citation for event in rest if isinstance(event, chat.CitationAdded)] == end.message.citations
    question, answer = await stored(app, sam, session)
    assert (question.id, answer.id, answer.parent_id) == (begun.question_id, begun.answer_id, begun.question_id)
    assert answer == end.message
    assert not answer.is_stopped


@pytest.mark.parametrize("how", ["closed", "cancelled"])
async def test_words_so_far_are_kept_when_the_reader_leaves(app: App, sam: Actor, how: str) -> None:
    session, model = await a_session(app, sam), ScriptedModel(hold=2)
    events = stream(app, sam, session, model)
    said = [await anext(events) for _ in range(4)]  # begun, sources, a citation, a sentence
    if how == "closed":
        await events.aclose()
    else:
        task = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert model.ended == 1
    [_, answer] = await stored(app, sam, session)
    assert isinstance(said[0], chat.MessageBegun)
    assert (answer.id, answer.is_stopped) == (said[0].answer_id, True)
    assert answer.content == f"{SAID}\n\n{chat.STOPPED}"
    assert len(answer.carried_video_ids) == 1
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set is_published = false")
        assert await tx.fetch("select * from private.holds where settled_at is null") == []
    assert [one.is_withheld for one in await stored(app, sam, session)] == [False, True]


async def test_an_answer_that_was_stopped_before_its_first_word_says_so(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    events = stream(app, sam, session, ScriptedModel())
    await anext(events)
    await events.aclose()
    assert [one.content for one in await stored(app, sam, session)] == [MOTION, chat.STOPPED]


ENDED: Mapping[str, LiteralString] = {
    "session_not_found": "update students set is_active = false",
    "video_not_found": "update videos set is_published = false",
}


@pytest.mark.parametrize("code", ENDED)
async def test_nothing_more_is_shown_once_access_has_ended(
    app: App, sam: Actor, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep_access, "CHECK_SECONDS", 0.0)
    session, model = await a_session(app, sam), ScriptedModel()
    events = stream(app, sam, session, model)
    for _ in range(4):
        await anext(events)
    async with app.db.as_service("test") as tx:
        await tx.execute(ENDED[code])
    with pytest.raises(NotFound) as refused:
        await anext(events)
    assert refused.value.code == code
    assert model.ended == 1
    async with app.db.as_service("test") as tx:
        assert [row["role"] for row in await tx.fetch("select role::text from chat_messages")] == ["user"]
        assert await tx.fetch("select * from private.holds where settled_at is null") == []


async def test_a_model_reads_the_recent_turns(app: App, sam: Actor) -> None:
    session, model = await a_session(app, sam), ScriptedModel()
    for question in (MOTION, "and why?"):
        last = [event async for event in stream(app, sam, session, model, question)][-1]
    assert isinstance(last, chat.MessageStored)
    assert model.tasks[0].turns == ()
    asked, answered = model.tasks[1].turns
    assert asked == Turn("user", MOTION)
    assert answered.text.startswith(SAID)
    assert model.tasks[1].question == "why: freeze a running person"
    assert len(last.message.carried_video_ids) == 1


async def test_a_withheld_answer_is_no_turn(app: App, sam: Actor) -> None:
    session, model = await a_session(app, sam), ScriptedModel()
    async for _ in stream(app, sam, session, model):
        pass
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set is_published = false")
    async for _ in stream(app, sam, session, model, "and why?"):
        pass
    assert len(model.tasks) == 1  # nothing is found any more
    assert SAID not in str(await stored(app, sam, session))
