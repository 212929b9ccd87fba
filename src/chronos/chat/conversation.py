"""Conversations: what a student asked, what was answered, kept under the student's own rights."""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from chronos.chat.answer import Answer, Citation, ask
from chronos.db import Database, Tx, load_queries
from chronos.errors import NotAllowed, NotFound
from chronos.model import Actor, SessionId, VideoId
from chronos.search import Engine, Scope, clean_query, take_token

MAX_PAGE = 100

_QUERIES = load_queries("chronos.chat")


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation. `context_video_ids` None: the whole library is asked."""

    id: SessionId
    title: str | None
    context_video_ids: Sequence[VideoId] | None
    created_at: datetime
    last_message_at: datetime | None


@dataclass(frozen=True, slots=True)
class Message:
    """One side of an exchange. `video_references` are citations as they are stored; `covered` is the answer's."""

    id: UUID
    role: str
    content: str
    video_references: Sequence[dict[str, Any]]
    model: str | None
    covered: bool | None
    created_at: datetime


async def create_session(
    tx: Tx, actor: Actor, *, title: str | None = None, video_ids: Sequence[VideoId] | None = None
) -> Session:
    """Begin a conversation. Raises NotAllowed for anybody but a student."""
    row = await tx.fetch_one(
        _QUERIES["insert_session"],
        {
            "student_id": actor.student_id,
            "title": title,
            "video_ids": list(video_ids) if video_ids is not None else None,
        },
    )
    if row is None:
        raise NotAllowed("Only a student with an active membership can begin a conversation.", code="students_only")
    return Session(**row)


async def list_sessions(tx: Tx, *, cursor: SessionId | None = None, limit: int = 50) -> list[Session]:
    """Conversations, newest first, those after `cursor` when given."""
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
    """One conversation. Raises NotFound."""
    return _found(await tx.fetch_one(_QUERIES["get_session"], {"id": session_id}), session_id)


async def rename_session(tx: Tx, session_id: SessionId, title: str) -> Session:
    """Give it another title. Raises NotFound."""
    return _found(await tx.fetch_one(_QUERIES["rename_session"], {"id": session_id, "title": title}), session_id)


async def delete_session(tx: Tx, session_id: SessionId) -> None:
    """Remove it with its messages. Raises NotFound."""
    if not await tx.execute(_QUERIES["delete_session"], {"id": session_id}):
        raise _no_such(session_id)


async def list_messages(tx: Tx, session_id: SessionId) -> list[Message]:
    """What was said, oldest first. Raises NotFound for a session that the actor may not see."""
    await get_session(tx, session_id)
    return [_message(row) for row in await tx.fetch(_QUERIES["list_messages"], {"session_id": session_id})]


async def post_message(db: Database, engine: Engine, actor: Actor, session_id: SessionId, content: str) -> Message:
    """Ask in a conversation; question and answer are kept. Raises Invalid, NotFound, NotAllowed, OverLimit."""
    started = time.monotonic()
    content = clean_query(content)  # before it is kept
    async with db.acting_as(actor) as tx:
        session = await get_session(tx, session_id)
        if engine.is_limited:  # before it is kept: nobody answers what was one too many
            await take_token(tx, "ask")
        await tx.execute(_QUERIES["insert_question"], {"session_id": session_id, "content": content})
    about = session.context_video_ids
    scope = Scope(tuple(about) if about is not None else None)
    answer = await ask(db, engine, actor, content, scope=scope, is_counted=True)
    row = _row(session_id, answer, time.monotonic() - started)
    # Not even the student who asks may write this row: it takes the assistant's own role.
    async with db.acting_as(replace(actor, role="chronos_assistant")) as tx:
        await tx.execute(_QUERIES["insert_answer"], row)
    async with db.acting_as(actor) as tx:
        kept = await tx.fetch_one(_QUERIES["get_message"], {"id": row["id"]})
    if kept is None:  # the membership ended, or the conversation was removed, while the answer was made
        raise _no_such(session_id)
    return _message(kept)


def _reference(citation: Citation) -> dict[str, Any]:
    return {**asdict(citation), "video_id": str(citation.video_id)}


def _row(session_id: SessionId, answer: Answer, seconds: float) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "session_id": session_id,
        "content": answer.text,
        "citations": Jsonb([_reference(citation) for citation in answer.citations]),
        "model": answer.model,
        "response_ms": round(seconds * 1000),
        "metadata": Jsonb({"covered": answer.covered, "sure": answer.sure}),
    }


def _message(row: dict[str, Any]) -> Message:
    covered = row.pop("metadata").get("covered")
    return Message(**row, covered=covered)


def _found(row: dict[str, Any] | None, session_id: SessionId) -> Session:
    if row is None:
        raise _no_such(session_id)
    return Session(**row)


def _no_such(session_id: SessionId) -> NotFound:
    return NotFound(f"There is no conversation {session_id}.", code="session_not_found")
