"""Saved answers: save, list and remove what a student keeps, also when its conversation is deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chronos.chat.events import Citation
from chronos.chat.feedback import answer_not_found
from chronos.chat.messages import WITHHELD
from chronos.chat.record_answer import read_citation
from chronos.db import Tx, load_queries
from chronos.errors import NotAllowed, NotFound
from chronos.model import Actor, SessionId

_QUERIES = load_queries("chronos.chat", "kept_answers.sql")

MAX_SAVED_PAGE = 200


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """An answer as it was. `message_id` None: its conversation was deleted.

    `is_withheld`: it cites a video that the student may not play now; the text is WITHHELD, and nothing is cited.
    """

    id: UUID
    message_id: UUID | None
    question: str
    content: str
    citations: Sequence[Citation]
    created_at: datetime
    is_withheld: bool


async def save_answer(tx: Tx, actor: Actor, message_id: UUID) -> SavedAnswer:
    """Save an answer of the calling student; saved again it stays as it is.

    Raises NotAllowed (`students_only`), NotFound (`answer_not_found`).
    """
    if actor.student_id is None or actor.creator_id is not None:
        raise NotAllowed("Only students save answers.", code="students_only")
    await tx.execute(_QUERIES["save_answer"], {"message_id": message_id})
    found = await _fetch(tx, message_id=message_id)
    if not found:
        raise answer_not_found(message_id)
    return found[0]


async def list_saved_answers(tx: Tx, *, cursor: UUID | None = None, limit: int = MAX_SAVED_PAGE) -> list[SavedAnswer]:
    """List what the calling student saved, the latest first, after `cursor` if given. Raises NotFound."""
    after = await _fetch(tx, id=cursor) if cursor is not None else None
    if cursor is not None and not after:
        raise _no_such_answer(cursor)
    before = after[0].created_at if after else None
    return await _fetch(tx, before=before, before_id=cursor, limit=max(1, min(limit, MAX_SAVED_PAGE)))


async def get_saved_answer(tx: Tx, saved_id: UUID) -> SavedAnswer:
    """Return a saved answer of the calling student. Raises NotFound (`saved_answer_not_found`)."""
    found = await _fetch(tx, id=saved_id)
    if not found:
        raise _no_such_answer(saved_id)
    return found[0]


async def list_saved_of(tx: Tx, session_id: SessionId) -> dict[UUID, UUID]:
    """Return which answers of a conversation the calling student saved, each with the id of what was saved."""
    rows = await tx.fetch(_QUERIES["list_saved_of"], {"session_id": session_id})
    return {row["message_id"]: row["id"] for row in rows}


async def remove_saved_answer(tx: Tx, saved_id: UUID) -> None:
    """Remove a saved answer, also one that is withheld. Raises NotFound (`saved_answer_not_found`)."""
    row = await tx.fetch_one(_QUERIES["remove_saved"], {"id": saved_id})
    if row is None or not row["is_removed"]:
        raise _no_such_answer(saved_id)


async def _fetch(tx: Tx, **wanted: object) -> list[SavedAnswer]:
    values = {"id": None, "message_id": None, "before": None, "before_id": None, "limit": 1, "withheld": WITHHELD}
    return [_saved(row) for row in await tx.fetch(_QUERIES["list_saved"], values | wanted)]


def _saved(row: Mapping[str, Any]) -> SavedAnswer:
    return SavedAnswer(
        id=row["id"],
        message_id=row["message_id"],
        question=row["question"],
        content=row["content"],
        citations=[read_citation(each) for each in row["video_references"]],
        created_at=row["created_at"],
        is_withheld=row["is_withheld"],
    )


def _no_such_answer(saved_id: UUID) -> NotFound:
    return NotFound(f"You have no saved answer {saved_id}.", code="saved_answer_not_found")
