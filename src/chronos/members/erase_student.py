"""Erase a student: everything that is the student's, for good; counts without a person stay."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chronos.db import Database, Row, Tx, load_queries
from chronos.errors import Conflict, NotAllowed, NotFound
from chronos.model import Actor, StudentId

_QUERIES = load_queries("chronos.members")


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What an erasure takes: the number of rows in each table, such as `public.notes`."""

    student_id: StudentId
    name: str
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ErasedStudent(ErasurePlan):
    """The receipt. Of `private.facts` counts are left, and rows of `private.ledger` stay, both without a person."""

    erased_at: datetime


async def erase_student(tx: Tx, actor: Actor, student_id: StudentId) -> ErasedStudent:
    """Erase a student of the calling creator.

    Raises NotAllowed (`creators_only`), NotFound (`person_not_found`).
    """
    if actor.creator_id is None:
        raise NotAllowed("Only a creator can erase students.", code="creators_only")
    return ErasedStudent(**await _call(tx, "erase_student", student_id))


async def plan_own_erasure(tx: Tx, actor: Actor) -> ErasurePlan:
    """Return what `erase_own` would take. Raises NotAllowed (`students_only`)."""
    return ErasurePlan(**await _call_own(tx, actor, "plan_erasure"))


async def erase_own(tx: Tx, actor: Actor, confirmed: StudentId | None) -> ErasedStudent:
    """Erase the calling student, who confirms by the id that the plan has.

    Raises NotAllowed (`students_only`), Conflict (`erasure_not_confirmed`).
    """
    plan = await plan_own_erasure(tx, actor)
    if confirmed != plan.student_id:
        raise Conflict(
            "Nothing was erased. Read the erasure's plan, then repeat the request with its student_id as `confirm`.",
            code="erasure_not_confirmed",
        )
    return ErasedStudent(**await _call_own(tx, actor, "erase_student"))


async def plan_any_erasure(db: Database, student_id: StudentId) -> ErasurePlan:
    """Return what `erase_any_student` would take, as the operator. Raises NotFound."""
    async with db.as_service("members.erase") as tx:
        return ErasurePlan(**await _call(tx, "plan_erasure", student_id))


async def erase_any_student(db: Database, student_id: StudentId) -> ErasedStudent:
    """Erase a student of any creator, as the operator. Raises NotFound."""
    async with db.as_service("members.erase") as tx:
        return ErasedStudent(**await _call(tx, "erase_student", student_id))


_Query = Literal["plan_erasure", "erase_student"]


async def _call_own(tx: Tx, actor: Actor, query: _Query) -> Row:
    if actor.student_id is None or actor.creator_id is not None:
        raise NotAllowed("Only students erase themselves.", code="students_only")
    try:
        return await _call(tx, query, actor.student_id)
    except NotFound as error:
        raise NotAllowed("Only students with an active membership do this.", code="students_only") from error


async def _call(tx: Tx, query: _Query, student_id: StudentId) -> Row:
    row = await tx.fetch_one(_QUERIES[query], {"id": student_id})
    if row is None or row["student_id"] is None:
        raise NotFound(f"There is no student {student_id}.", code="person_not_found")
    return row
