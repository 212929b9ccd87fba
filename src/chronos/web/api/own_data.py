"""Own data: all that is the calling student's, as one document."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from chronos.operations.export_student import export_own
from chronos.web.authenticate import Program, Running
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(prefix="/me", tags=["own data"], route_class=OffLoopRoute)

Row = dict[str, Any]


class StudentExport(BaseModel):
    """The student's rows by kind. A session has its `messages`, a progress the parts of the video that were heard."""

    exported_at: datetime
    student: Row
    enrolments: list[Row]
    progress: list[Row]
    sessions: list[Row]
    notes: list[Row]
    sign_ins: list[Row]


@router.get("/export", operation_id="export_own_data", summary="Get all that is the caller's")
async def export_own_data(app: Running, actor: Program) -> StudentExport:
    """Return the calling student's person, enrolments, progress, conversations, notes and sign-ins."""
    async with app.db.acting_as(actor) as tx:
        return StudentExport(**asdict(await export_own(tx, actor)))
