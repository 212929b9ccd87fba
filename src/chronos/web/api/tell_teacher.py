"""Send a question that the videos do not cover to the teacher."""

from fastapi import APIRouter

from chronos import chat
from chronos.web.api.feedback import PathAnswerId
from chronos.web.api.problems import problems
from chronos.web.authenticate import Program, Running
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(prefix="/chat/messages", tags=["chat"], route_class=OffLoopRoute)


@router.put(
    "/{message_id}/told",
    operation_id="tell_teacher",
    summary="Ask the teacher to answer",
    status_code=204,
    responses=problems(404),
)
async def tell_teacher(message_id: PathAnswerId, app: Running, actor: Program) -> None:
    """Send the question of an answer that is not covered to the teacher, who sees it without your name."""
    async with app.db.acting_as(actor) as tx:
        await chat.tell_teacher(tx, actor, message_id)
