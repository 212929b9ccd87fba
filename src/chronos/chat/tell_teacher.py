"""Tell the teacher: a student asks for an answer to a question that the videos do not cover."""

from uuid import UUID

from chronos.db import Tx, load_queries
from chronos.errors import NotAllowed, NotFound
from chronos.model import Actor, SessionId

_QUERIES = load_queries("chronos.chat", "kept_answers.sql")


async def tell_teacher(tx: Tx, actor: Actor, message_id: UUID) -> None:
    """Ask the teacher to answer what this answer says is not covered; told again, nothing changes.

    Raises NotAllowed (`students_only`), NotFound (`answer_not_found`).
    """
    if actor.student_id is None or actor.creator_id is not None:
        raise NotAllowed("Only students send questions to their teacher.", code="students_only")
    row = await tx.fetch_one(_QUERIES["tell_teacher"], {"message_id": message_id})
    if row is None or not row["is_told"]:
        raise NotFound(
            f"You have no answer {message_id} that says that the videos do not cover a question.",
            code="answer_not_found",
        )


async def list_told(tx: Tx, session_id: SessionId) -> frozenset[UUID]:
    """Return the questions of a conversation that the calling student sent to the teacher, by their ids."""
    rows = await tx.fetch(_QUERIES["told_questions"], {"session_id": session_id})
    return frozenset(row["message_id"] for row in rows)
