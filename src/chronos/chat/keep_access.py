"""Keep a stream to readers with access: one who has lost it is shown nothing more."""

import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TypeVar

from chronos.chat.events import SourcesFound
from chronos.chat.sessions import get_session
from chronos.db import Database, Tx, load_queries
from chronos.errors import NotFound
from chronos.model import Actor, SessionId, VideoId

CHECK_SECONDS = 2.0  # that a check holds

Event = TypeVar("Event")

_QUERIES = load_queries("chronos.chat")


async def keep_access(
    db: Database, actor: Actor, session_id: SessionId, events: AsyncGenerator[Event, None]
) -> AsyncGenerator[Event, None]:
    """Pass events on, each at most two seconds after the last check that the actor sees the session and all sources.

    Raises NotFound (`session_not_found`, `video_not_found`) instead of the first event after access has ended.
    """
    checked, videos = time.monotonic(), list[VideoId]()
    async with aclosing(events):
        async for event in events:
            if isinstance(event, SourcesFound):  # found just now, with the actor's rights
                videos = list({moment.video_id for moment in event.moments})
            elif time.monotonic() - checked >= CHECK_SECONDS:
                async with db.acting_as(actor) as tx:
                    await require_access(tx, session_id, videos)
                checked = time.monotonic()
            yield event


async def require_access(tx: Tx, session_id: SessionId, video_ids: list[VideoId]) -> None:
    """Raise NotFound unless the actor sees the session and all the videos."""
    await get_session(tx, session_id)
    row = await tx.fetch_one(_QUERIES["count_seen_videos"], {"ids": video_ids})
    if row is None or row["seen"] < len(video_ids):
        raise NotFound("A video that this answer rests on is no longer there for you.", code="video_not_found")
