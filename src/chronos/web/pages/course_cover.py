"""Serve the cover of a course to those who see the course."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronos import courses
from chronos.videos import no_picture
from chronos.web.authenticate import Browser, Running
from chronos.web.serve_picture import serve_picture

router = APIRouter()


@router.get("/courses/{course_id}/cover")
async def show_cover(course_id: UUID, request: Request, app: Running, actor: Browser) -> Response:
    """Return the picture that the creator chose. Raises NotFound (`no_picture`) where pages draw one themselves."""
    async with app.db.acting_as(actor) as tx:
        course = await courses.get_course(tx, course_id)
    if course.summary.cover is None:
        raise no_picture()
    return await serve_picture(request, app, course.summary.cover)
