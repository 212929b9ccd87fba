"""Keep a stream to readers with access: one who has lost it is shown nothing more."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from functools import partial
from typing import TypeVar

from chronos.chat.events import SourcesFound
from chronos.chat.sessions import get_session
from chronos.db import Database, Tx, load_queries
from chronos.errors import ChronosError, NotFound
from chronos.model import Actor, SessionId, VideoId

CHECK_SECONDS = 2.0  # that a check holds
SILENT_SECONDS = 5.0  # between two checks while no event comes

Event = TypeVar("Event")

_QUERIES = load_queries("chronos.chat")


async def keep_access(
    db: Database,
    actor: Actor,
    session_id: SessionId,
    events: AsyncGenerator[Event, None],
    carried: Sequence[VideoId] = (),
) -> AsyncGenerator[Event, None]:
    """Pass events on, each at most two seconds after the last check that the actor sees the session and all sources.

    While no event comes, access is checked each five seconds: a model that is silent is interrupted as well.
    `carried`: the videos whose words earlier turns lend to the answer, which were read some time before. Raises
    NotFound (`session_not_found`, `video_not_found`) instead of the first event after access has ended.
    """
    # What is found is found with the actor's rights; what is carried waited for the model that rewrote the question.
    checked, videos = None if carried else time.monotonic(), list(dict.fromkeys(carried))
    async with aclosing(events):
        while True:
            event = await _next(events, partial(_check, db, actor, session_id, videos))
            if event is None:
                return
            if isinstance(event, SourcesFound):
                videos = list({*carried, *(moment.video_id for moment in event.moments)})
            if checked is None or time.monotonic() - checked >= CHECK_SECONDS:
                await _check(db, actor, session_id, videos)
                checked = time.monotonic()
            yield event


async def _next(events: AsyncGenerator[Event, None], check: Callable[[], Awaitable[None]]) -> Event | None:
    """Return the next event, None at the end. A check that fails before it comes interrupts `events`."""
    event: Event | None = None
    error: Exception | None = None
    try:
        async with asyncio.TaskGroup() as group:  # which cancels the other when one fails
            watching = group.create_task(_watch(check))
            try:
                event = await anext(events, None)
            except Exception as failed:
                error = failed
            watching.cancel()
    except* ChronosError as lost:
        error = lost.exceptions[0]
    if error is not None:
        raise error
    return event


async def _watch(check: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(SILENT_SECONDS)
        await check()


async def _check(db: Database, actor: Actor, session_id: SessionId, videos: list[VideoId]) -> None:
    async with db.acting_as(actor) as tx:
        await require_access(tx, session_id, videos)


async def require_access(tx: Tx, session_id: SessionId, video_ids: list[VideoId]) -> None:
    """Raise NotFound unless the actor sees the session and all the videos."""
    await get_session(tx, session_id)
    row = await tx.fetch_one(_QUERIES["count_seen_videos"], {"ids": video_ids})
    if row is None or row["seen"] < len(video_ids):
        raise NotFound("A video that this answer rests on is no longer there for you.", code="video_not_found")
