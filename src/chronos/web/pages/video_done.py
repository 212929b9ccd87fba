"""Mark a video as done, or not, where the creator lets students do so."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from chronos import courses
from chronos.model import VideoId
from chronos.web.authenticate import Browser, Running

router = APIRouter(prefix="/videos/{video_id}")


@router.post("/done")
async def mark_done(
    video_id: UUID,
    app: Running,
    actor: Browser,
    is_done: Annotated[bool, Form()] = False,
    course: Annotated[UUID | None, Form()] = None,
) -> Response:
    """Mark the video, then show its page."""
    async with app.db.acting_as(actor) as tx:
        await courses.mark_done(tx, actor, VideoId(video_id), is_done)
    within = f"?course={course}" if course is not None else ""
    return RedirectResponse(f"/videos/{video_id}{within}", 303)
