"""Own data: all that is the calling student's, as one document, and its erasure."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from chronos.members import erase_own, plan_own_erasure
from chronos.model import StudentId
from chronos.operations.privacy import export_own
from chronos.web.api.erase_student import ErasedStudent, ErasurePlan
from chronos.web.api.problems import problems
from chronos.web.authenticate import Program, Running
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(prefix="/me", tags=["own data"], route_class=OffLoopRoute)


class StudentExport(BaseModel):
    """The rows of the student by table, without secrets."""

    format: str
    version: int
    exported_at: datetime
    tables: dict[str, list[dict[str, Any]]] = Field(examples=[{"public.notes": [{"content": "A note"}]}])


@router.get("/export", operation_id="export_own_data", summary="Get all that is the caller's")
async def export_own_data(app: Running, actor: Program) -> StudentExport:
    """Return every row that names the calling student or belongs to one that does, by table."""
    async with app.db.acting_as(actor) as tx:
        return StudentExport(**asdict(await export_own(tx, actor)))


@router.get("/erasure", operation_id="plan_own_erasure", summary="Get what an erasure of the caller takes")
async def plan(app: Running, actor: Program) -> ErasurePlan:
    """Return what `DELETE /api/v1/me` would delete, and the `student_id` that confirms it. Deletes nothing."""
    async with app.db.acting_as(actor) as tx:
        return ErasurePlan(**asdict(await plan_own_erasure(tx, actor)))


@router.delete("", operation_id="erase_own_data", summary="Erase the caller for good", responses=problems(409))
async def erase(
    app: Running,
    actor: Program,
    confirm: Annotated[UUID | None, Query(description="The `student_id` of the plan.")] = None,
) -> ErasedStudent:
    """Delete the calling student with everything that is theirs. Counts of past days keep their numbers.

    Without the right `confirm` nothing is deleted (409).
    """
    async with app.db.acting_as(actor) as tx:
        return ErasedStudent(**asdict(await erase_own(tx, actor, StudentId(confirm) if confirm else None)))
