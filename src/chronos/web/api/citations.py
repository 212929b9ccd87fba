"""Citations: what a student opens."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from chronos import chat
from chronos.web.api.problems import problems
from chronos.web.authenticate import Program, Running
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(prefix="/chat/messages", tags=["chat"], route_class=OffLoopRoute)


@router.post(
    "/{message_id}/citations/{number}/opened",
    operation_id="open_citation",
    summary="Report that a citation was opened",
    status_code=204,
    responses=problems(404),
)
async def open_citation(
    message_id: Annotated[UUID, Path(description="Id of the answer.")],
    number: Annotated[int, Path(ge=1, le=1000, description="The citation of the answer, from 1.")],
    app: Running,
    actor: Program,
) -> None:
    """Record that the student who was answered opened a citation; a second report changes nothing."""
    async with app.db.acting_as(actor) as tx:
        await chat.open_citation(tx, message_id, number)
