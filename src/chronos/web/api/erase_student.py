"""Erase a student and return a receipt of what was deleted."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chronos import members
from chronos.model import StudentId
from chronos.web.api.given_courses import PathStudentId
from chronos.web.api.problems import problems
from chronos.web.authenticate import Owner, Running
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(prefix="/students", tags=["students"], route_class=OffLoopRoute)


class ErasurePlan(BaseModel):
    """What an erasure takes."""

    student_id: UUID
    name: str
    rows: dict[str, int] = Field(description="Number of rows in each table.", examples=[{"public.notes": 3}])


class ErasedStudent(ErasurePlan):
    """The receipt. Of `private.facts` counts are left, and rows of `private.ledger` stay, both without a person."""

    erased_at: datetime


@router.delete(
    "/{student_id}", operation_id="erase_student", summary="Erase a student for good", responses=problems(404)
)
async def erase_student(student_id: PathStudentId, app: Running, actor: Owner) -> ErasedStudent:
    """Delete a student with everything that is the student's. Counts of past days keep their numbers."""
    async with app.db.acting_as(actor) as tx:
        return ErasedStudent(**asdict(await members.erase_student(tx, actor, StudentId(student_id))))
