"""A student in the studio: the courses that it sees, its access, its invitation."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chronos import courses, members
from chronos.app import App
from chronos.errors import Conflict, Invalid, OverLimit, ProviderError
from chronos.model import Actor, StudentId
from chronos.web.authenticate import Browser, BrowserEditor, BrowserOwner, Running
from chronos.web.pages.studio.people_list import PEOPLE
from chronos.web.pages.studio.studio_page import (
    NOTHING_REFUSED,
    Refusal,
    refusal_of,
    show_again,
    staff_person,
    word_note,
)
from chronos.web.render_template import render_template

MAX_COURSES = 500

router = APIRouter(prefix="/people/{student_id}")


@router.get("")
async def show_student(
    student_id: UUID, request: Request, app: Running, actor: Browser, note: str | None = None
) -> Response:
    """Show a student with the courses that it sees."""
    return await _student_page(request, app, actor, StudentId(student_id), note=word_note(note))


@router.post("/courses")
async def give_courses(
    student_id: UUID,
    app: Running,
    actor: BrowserEditor,
    sees: Annotated[str, Form()] = "all",
    course: Annotated[list[UUID] | None, Form(max_length=MAX_COURSES)] = None,
) -> Response:
    """Let the student see the library and every course (`sees` all), or the chosen courses and nothing else."""
    given = None if sees == "all" else list(dict.fromkeys(course or ()))
    async with app.db.acting_as(actor) as tx:
        await courses.give_courses(tx, actor, StudentId(student_id), given)
    return show_again(f"{PEOPLE}/{student_id}", "courses_given")


@router.post("/access")
async def change_access(
    student_id: UUID, request: Request, app: Running, actor: BrowserOwner, lets_in: Annotated[bool, Form()]
) -> Response:
    """End or resume the student's access; nothing is deleted."""
    try:
        async with app.db.acting_as(actor) as tx:
            await members.let_own_student_in(tx, StudentId(student_id), lets_in=lets_in)
    except (Conflict, OverLimit) as error:
        return await _student_page(request, app, actor, StudentId(student_id), refusal=refusal_of(error))
    return show_again(f"{PEOPLE}/{student_id}", "access_resumed" if lets_in else "access_ended")


@router.post("/invite")
async def invite_student(student_id: UUID, request: Request, app: Running, actor: BrowserEditor) -> Response:
    """Mail the student a link that signs in once, within 7 days."""
    try:
        site = app.settings.public_url.rstrip("/")
        await members.invite(app.db, app.mailer, actor, student_id, site)
    except (Invalid, OverLimit, ProviderError) as error:
        return await _student_page(request, app, actor, StudentId(student_id), refusal=refusal_of(error))
    return show_again(f"{PEOPLE}/{student_id}", "invited")


async def _student_page(
    request: Request,
    app: App,
    actor: Actor,
    student_id: StudentId,
    *,
    note: str | None = None,
    refusal: Refusal = NOTHING_REFUSED,
) -> Response:
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        student = await members.get_own_student(tx, student_id)
        given = await courses.get_given_courses(tx, student_id)
        offered = await courses.list_courses(tx)
    values = {
        "person": person,
        "student": student,
        "given": given.course_ids,
        "courses": offered,
        "note": note,
        "refusal": refusal,
    }
    return render_template(request, "studio_student.html", values, status=refusal.status)
