"""Sessions: create, list, read, rename and delete a student's conversations, under the actor's own rights."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chronos.db import Tx, load_queries
from chronos.errors import NotAllowed, NotFound
from chronos.model import Actor, SessionId, VideoId
from chronos.text import clean_title

MAX_PAGE = 100

_QUERIES = load_queries("chronos.chat")


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation. `context_video_ids` None: its questions are about the whole library."""

    id: SessionId
    title: str | None
    context_video_ids: Sequence[VideoId] | None
    created_at: datetime
    last_message_at: datetime | None


async def create_session(
    tx: Tx, actor: Actor, *, title: str | None = None, video_ids: Sequence[VideoId] | None = None
) -> Session:
    """Create a session.

    Raises Invalid (`title_empty`), NotAllowed unless the actor is a student with an active membership.
    """
    row = await tx.fetch_one(
        _QUERIES["insert_session"],
        {
            "student_id": actor.student_id,
            "title": clean_title(title) if title is not None else None,
            "video_ids": list(video_ids) if video_ids is not None else None,
        },
    )
    if row is None:
        raise NotAllowed("Only students with an active membership can start a conversation.", code="students_only")
    return Session(**row)


async def list_sessions(tx: Tx, *, cursor: SessionId | None = None, limit: int = 50) -> list[Session]:
    """List sessions, newest first, those after `cursor` if given. Raises NotFound for an unknown cursor."""
    after = await get_session(tx, cursor) if cursor is not None else None
    rows = await tx.fetch(
        _QUERIES["list_sessions"],
        {
            "before": after.created_at if after else None,
            "before_id": after.id if after else None,
            "limit": max(1, min(limit, MAX_PAGE)),
        },
    )
    return [Session(**row) for row in rows]


async def get_session(tx: Tx, session_id: SessionId) -> Session:
    """Return one session. Raises NotFound."""
    row = await tx.fetch_one(_QUERIES["get_session"], {"id": session_id})
    if row is None:
        raise session_not_found(session_id)
    return Session(**row)


async def rename_session(tx: Tx, session_id: SessionId, title: str) -> Session:
    """Change the title. Raises Invalid (`title_empty`), NotFound."""
    row = await tx.fetch_one(_QUERIES["rename_session"], {"id": session_id, "title": clean_title(title)})
    if row is None:
        raise session_not_found(session_id)
    return Session(**row)


async def delete_session(tx: Tx, session_id: SessionId) -> None:
    """Delete a session with its messages. Raises NotFound."""
    if not await tx.execute(_QUERIES["delete_session"], {"id": session_id}):
        raise session_not_found(session_id)


def session_not_found(session_id: SessionId) -> NotFound:
    """Return the error for a session that the actor cannot see."""
    return NotFound(f"There is no conversation {session_id}.", code="session_not_found")
