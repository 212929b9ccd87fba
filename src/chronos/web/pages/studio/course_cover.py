"""The cover of a course in the studio: an image, or the one that pages draw."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronos import courses
from chronos.errors import Conflict, Invalid, OverLimit
from chronos.storage import Access
from chronos.web.authenticate import BrowserEditor, Running
from chronos.web.pages.studio.course_list import COURSES
from chronos.web.pages.studio.course_show import builder_page
from chronos.web.pages.studio.studio_page import refusal_of, show_again
from chronos.web.receive_poster import received_poster

router = APIRouter(prefix="/courses/{course_id}")


@router.post("/cover")
async def change_cover(course_id: UUID, request: Request, app: Running, actor: BrowserEditor) -> Response:
    """Take the form's image; without one the cover is removed, and pages draw one themselves."""
    access = Access(app.db, app.objects, actor)
    try:
        async with received_poster(request, app.settings.home) as choice:
            await courses.change_cover(access, course_id, choice.image)
    except (Conflict, Invalid, OverLimit) as error:
        return await builder_page(request, app, actor, course_id, refusal=refusal_of(error))
    return show_again(f"{COURSES}/{course_id}", "cover_changed")
