"""Remove a student and return a receipt of what was deleted."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chronos import members
from chronos.model import StudentId
from chronos.web.api.given_courses import PathStudentId
from chronos.web.api.problems import problems
from chronos.web.authenticate import Program, Running
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(prefix="/students", tags=["students"], route_class=OffLoopRoute)


class RemovedStudent(BaseModel):
    """What was deleted for good."""

    student_id: UUID
    name: str
    sessions: int
    messages: int
    videos: int = Field(description="Videos in which the student had progress.")
    notes: int
    sign_ins: int = Field(description="Browsers that were signed in.")
    facts: int = Field(description="Records of what the student did; counts without a person are left of them.")
    removed_at: datetime


@router.delete(
    "/{student_id}", operation_id="remove_student", summary="Remove a student for good", responses=problems(404)
)
async def remove_student(student_id: PathStudentId, app: Running, actor: Program) -> RemovedStudent:
    """Delete a student with conversations, progress, notes and sign-ins. Counts of past days keep their numbers."""
    async with app.db.acting_as(actor) as tx:
        return RemovedStudent(**asdict(await members.remove_student(tx, actor, StudentId(student_id))))
