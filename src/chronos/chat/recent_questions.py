"""Recent questions: what a student asked last, each with where its answer is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chronos.chat.events import Citation
from chronos.chat.record_answer import read_citation
from chronos.db import Tx, load_queries
from chronos.model import SessionId

_QUERIES = load_queries("chronos.chat")


@dataclass(frozen=True, slots=True)
class RecentQuestion:
    """A question of the calling student.

    `covered` and `answer_id` are None while it has no answer that the student may read.
    """

    id: UUID
    session_id: SessionId
    content: str
    created_at: datetime
    answer_id: UUID | None
    covered: bool | None
    citations: Sequence[Citation]


async def list_recent_questions(tx: Tx, limit: int = 3) -> list[RecentQuestion]:
    """List the caller's newest questions over all conversations, newest first."""
    rows = await tx.fetch(_QUERIES["recent_questions"], {"limit": limit})
    return [
        RecentQuestion(
            id=row["id"],
            session_id=row["session_id"],
            content=row["content"],
            created_at=row["created_at"],
            answer_id=row["answer_id"],
            covered=row["covered"] is True if row["is_answered"] else None,
            citations=[read_citation(each) for each in row["video_references"] or ()],
        )
        for row in rows
    ]
