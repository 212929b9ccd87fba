"""The page of a course: its outline, the next lesson, and a box to ask about it."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronos import courses, videos
from chronos.web.authenticate import Browser, Running
from chronos.web.pages.course_view import view_course
from chronos.web.pages.oembed import discover
from chronos.web.pages.person_view import view_person
from chronos.web.render_template import render_template
from chronos.web.serve_picture import poster_address

router = APIRouter()


@router.get("/courses/{course_id}")
async def show_course(course_id: UUID, request: Request, app: Running, actor: Browser) -> Response:
    """Show the modules with their lessons; a locked module says when it opens."""
    async with app.db.acting_as(actor) as tx:
        person = await view_person(tx, actor)
        course = view_course(await courses.get_course(tx, course_id))
        shown = course.next.lesson.id if course.next else None
        posters = await videos.list_posters(tx, [shown]) if shown else {}
    poster = poster_address(shown, posters.get(shown)) if shown else None
    oembed = await discover(app, course_id=course_id)
    values = {"person": person, "course": course, "poster": poster, "oembed": oembed}
    return render_template(request, "course.html", values)
