"""Remove a student for good, with everything that is the student's; counts without a person stay."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chronos.db import Database, Row, Tx, load_queries
from chronos.errors import NotAllowed, NotFound
from chronos.model import Actor, StudentId

_QUERIES = load_queries("chronos.members")


@dataclass(frozen=True, slots=True)
class Belongings:
    """The rows that a removal deletes: conversations, their messages, progress in videos, notes, signed-in browsers."""

    student_id: StudentId
    name: str
    sessions: int
    messages: int
    videos: int
    notes: int
    sign_ins: int


@dataclass(frozen=True, slots=True)
class RemovedStudent(Belongings):
    """What was deleted. `facts`: records of what the student did, of which counts are left."""

    facts: int
    removed_at: datetime


async def remove_student(tx: Tx, actor: Actor, student_id: StudentId) -> RemovedStudent:
    """Delete a student of the calling creator and return what was deleted.

    Raises NotAllowed (`creators_only`), NotFound (`person_not_found`).
    """
    if actor.creator_id is None:
        raise NotAllowed("Only a creator can remove students.", code="creators_only")
    return RemovedStudent(**await _call(tx, "remove_student", student_id))


async def plan_removal(db: Database, student_id: StudentId) -> Belongings:
    """Return what `remove_any_student` would delete, as the operator. Raises NotFound."""
    async with db.as_service("members.remove") as tx:
        return Belongings(**await _call(tx, "student_belongings", student_id))


async def remove_any_student(db: Database, student_id: StudentId) -> RemovedStudent:
    """Delete a student of any creator, as the operator, and return what was deleted. Raises NotFound."""
    async with db.as_service("members.remove") as tx:
        return RemovedStudent(**await _call(tx, "remove_student", student_id))


async def _call(tx: Tx, query: Literal["student_belongings", "remove_student"], student_id: StudentId) -> Row:
    row = await tx.fetch_one(_QUERIES[query], {"id": student_id})
    if row is None or row["student_id"] is None:
        raise NotFound(f"There is no student {student_id}.", code="person_not_found")
    return row
