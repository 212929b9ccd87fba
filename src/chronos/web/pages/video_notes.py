"""A student's notes at the seconds of a video: add one, and remove one with a way back."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from chronos import courses
from chronos.errors import NotFound
from chronos.model import VideoId
from chronos.web.authenticate import Browser, Running
from chronos.web.pages.video_show import Asked, video_page

Second = Annotated[float, Form(ge=0, le=1e6, allow_inf_nan=False)]

router = APIRouter(prefix="/videos/{video_id}/notes")


@router.post("")
async def add_note(
    video_id: UUID,
    app: Running,
    actor: Browser,
    content: Annotated[str, Form()] = "",
    at_seconds: Second = 0.0,
    course: Annotated[UUID | None, Form()] = None,
) -> Response:
    """Keep a note, then show all of this video."""
    async with app.db.acting_as(actor) as tx:
        note = await courses.add_note(tx, actor, VideoId(video_id), at_seconds, content)
    within = f"&course={course}" if course is not None else ""
    return RedirectResponse(f"/videos/{video_id}?tab=notes{within}#n-{note.id}", 303)


@router.post("/{note_id}/remove")
async def remove_note(
    video_id: UUID,
    note_id: UUID,
    request: Request,
    app: Running,
    actor: Browser,
    course: Annotated[UUID | None, Form()] = None,
) -> Response:
    """Remove a note; the page that answers has it still, to take it back."""
    note = None
    async with app.db.acting_as(actor) as tx:
        try:
            note = await courses.get_note(tx, note_id)
            await courses.remove_note(tx, note_id)
        except NotFound:
            pass  # the page was loaded again
    asked = Asked(tab="notes", course_id=course)
    return await video_page(request, app, actor, VideoId(video_id), asked, removed=note)
