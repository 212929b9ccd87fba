"""The list of courses, each with its progress."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronos import courses
from chronos.web.authenticate import Browser, Running
from chronos.web.pages.course_view import view_works
from chronos.web.pages.person_view import view_person
from chronos.web.render_template import render_template

router = APIRouter()


@router.get("/courses")
async def list_courses(request: Request, app: Running, actor: Browser) -> Response:
    """List the courses that the caller may see, in the creator's order."""
    async with app.db.acting_as(actor) as tx:
        person = await view_person(tx, actor)
        home = await courses.get_home(tx, actor)
    values = {"person": person, "works": view_works(home.courses, home.next_lessons)}
    return render_template(request, "courses.html", values)
