"""Access while an answer is streamed: checked when the last check is two seconds old."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import LiteralString
from uuid import uuid4

import pytest

from chronos import chat
from chronos.app import App
from chronos.chat import keep_access
from chronos.errors import NotFound, ProviderError
from chronos.model import Actor, SessionId, VideoId
from chronos.search import find_moments
from tests.chat.test_messages import MOTION, a_session

ENDED: Mapping[str, LiteralString] = {
    "session_not_found": "update students set is_active = false",
    "video_not_found": "update videos set is_published = false",
}


async def events_of(app: App, sam: Actor) -> AsyncGenerator[chat.AnswerEvent, None]:
    found = await find_moments(app.db, app.engine, sam, MOTION)
    yield chat.SourcesFound(found.moments, True, MOTION)
    for word in ("one", "two"):
        yield chat.TextAdded(word)


async def passed(app: App, sam: Actor, session: SessionId, statement: LiteralString) -> list[chat.AnswerEvent]:
    """Return the events that pass when `statement` runs after the sources."""
    shown = []
    async for event in keep_access.keep_access(app.db, sam, session, events_of(app, sam)):
        shown.append(event)
        if len(shown) == 1:
            async with app.db.as_service("test") as tx:
                await tx.execute(statement)
    return shown


@pytest.mark.parametrize("code", ENDED)
async def test_no_event_passes_after_a_check_that_failed(
    app: App, sam: Actor, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep_access, "CHECK_SECONDS", 0.0)
    with pytest.raises(NotFound) as refused:
        await passed(app, sam, await a_session(app, sam), ENDED[code])
    assert refused.value.code == code


async def test_a_check_holds_for_its_time(app: App, sam: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await a_session(app, sam)
    monkeypatch.setattr(keep_access, "CHECK_SECONDS", 60.0)
    assert len(await passed(app, sam, session, ENDED["video_not_found"])) == 3


async def test_videos_that_lend_words_are_checked_before_the_first_event(app: App, sam: Actor) -> None:
    session, gone = await a_session(app, sam), VideoId(uuid4())
    events = keep_access.keep_access(app.db, sam, session, events_of(app, sam), [gone])
    with pytest.raises(NotFound) as refused:
        await anext(events)
    assert refused.value.code == "video_not_found"


@pytest.mark.parametrize("code", ENDED)
async def test_a_silent_model_ends_once_access_has_ended(
    app: App, sam: Actor, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep_access, "SILENT_SECONDS", 0.05)
    ended = asyncio.Event()

    async def silent() -> AsyncGenerator[chat.AnswerEvent, None]:
        found = await find_moments(app.db, app.engine, sam, MOTION)
        yield chat.SourcesFound(found.moments, True, MOTION)
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    events = keep_access.keep_access(app.db, sam, await a_session(app, sam), silent())
    await anext(events)
    async with app.db.as_service("test") as tx:
        await tx.execute(ENDED[code])
    with pytest.raises(NotFound) as refused:
        await anext(events)
    assert refused.value.code == code
    assert ended.is_set()


async def test_an_error_of_the_answer_is_raised_as_it_is(app: App, sam: Actor) -> None:
    async def failing() -> AsyncGenerator[chat.AnswerEvent, None]:
        yield chat.TextAdded("one")
        raise ProviderError("It is away.", code="language_model_failed")

    events = keep_access.keep_access(app.db, sam, await a_session(app, sam), failing())
    await anext(events)
    with pytest.raises(ProviderError):
        await anext(events)


async def test_a_reader_that_leaves_interrupts_a_silent_answer(app: App, sam: Actor) -> None:
    ended = asyncio.Event()

    async def silent() -> AsyncGenerator[chat.AnswerEvent, None]:
        try:
            yield chat.TextAdded("one")
            await asyncio.sleep(60)
        finally:
            ended.set()

    events = keep_access.keep_access(app.db, sam, await a_session(app, sam), silent())
    await anext(events)
    waiting = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0.05)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert ended.is_set()
