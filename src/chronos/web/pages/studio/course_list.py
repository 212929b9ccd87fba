"""The courses of the studio: list them, add one, change their order."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chronos import courses
from chronos.app import App
from chronos.errors import Conflict, Invalid
from chronos.model import Actor
from chronos.web.authenticate import Browser, BrowserEditor, Running
from chronos.web.pages.studio.studio_page import (
    NOTHING_REFUSED,
    Refusal,
    refusal_of,
    show_again,
    staff_person,
    word_note,
)
from chronos.web.render_template import render_template
from chronos.web.serve_picture import cover_address

COURSES = "/studio/courses"

router = APIRouter(prefix="/courses")


@dataclass(frozen=True, slots=True)
class CourseView:
    """A course of the list with the address of its cover."""

    course: courses.CourseSummary
    measure: courses.CourseMeasure
    cover: str | None


@router.get("")
async def show_courses(request: Request, app: Running, actor: Browser, note: str | None = None) -> Response:
    """List all courses in their order."""
    return await _list_page(request, app, actor, note=word_note(note))


@router.post("")
async def add_course(
    request: Request,
    app: Running,
    actor: BrowserEditor,
    title: Annotated[str, Form()] = "",
    description: Annotated[str, Form()] = "",
) -> Response:
    """Add a course, unpublished and last, then show its builder."""
    try:
        async with app.db.acting_as(actor) as tx:
            added = await courses.add_course(tx, actor, title, description)
    except Invalid as error:
        typed = {"title": title, "description": description}
        return await _list_page(request, app, actor, refusal=refusal_of(error, "add", typed))
    return show_again(f"{COURSES}/{added.summary.id}", "course_added")


@router.post("/order")
async def move_course(
    request: Request,
    app: Running,
    actor: BrowserEditor,
    course: Annotated[UUID, Form()],
    step: Annotated[int, Form(ge=-1, le=1)],
    version: Annotated[str, Form()],
) -> Response:
    """Move a course one place up or down in the list that was read."""
    try:
        async with app.db.acting_as(actor) as tx:
            order = [each.id for each in await courses.list_courses(tx)]
            if course not in order:
                raise courses.no_such_course(course)
            place = order.index(course)
            order.insert(max(0, place + step), order.pop(place))
            await courses.order_courses(tx, actor, order, version)
    except Conflict as error:
        return await _list_page(request, app, actor, refusal=refusal_of(error))
    return show_again(COURSES, "moved")


async def _list_page(
    request: Request, app: App, actor: Actor, *, note: str | None = None, refusal: Refusal = NOTHING_REFUSED
) -> Response:
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        found = await courses.list_courses(tx)
        measures = await courses.measure_courses(tx)
    values = {
        "person": person,
        "courses": [
            CourseView(course, measures[course.id], cover_address(course.id, course.cover)) for course in found
        ],
        "version": courses.order_version(course.id for course in found),
        "note": note,
        "refusal": refusal,
    }
    return render_template(request, "studio_courses.html", values, status=refusal.status)
