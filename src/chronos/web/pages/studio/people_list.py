"""The people of a school: its students with how far they are, and its staff with their roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chronos import analytics, members
from chronos.app import App
from chronos.errors import Conflict, Invalid, OverLimit
from chronos.model import Actor, StudentId
from chronos.web.authenticate import Browser, BrowserOwner, Running
from chronos.web.pages.studio.studio_page import (
    NOTHING_REFUSED,
    Refusal,
    refusal_of,
    show_again,
    staff_person,
    word_note,
)
from chronos.web.render_template import render_template
from chronos.web.words import translatable

PEOPLE = "/studio/people"
PAGE = 50
ROLES: Mapping[members.StaffRole, str] = {
    "owner": translatable("Owner"),
    "editor": translatable("Editor"),
    "viewer": translatable("Viewer"),
}

router = APIRouter(prefix="/people")


@dataclass(frozen=True, slots=True)
class StudentFilter:
    """Which students are listed."""

    is_at_risk: bool = False
    cursor: StudentId | None = None


@router.get("")
async def show_people(
    request: Request,
    app: Running,
    actor: Browser,
    at_risk: bool = False,
    cursor: UUID | None = None,
    note: str | None = None,
) -> Response:
    """List students by name, all or those at risk, and the staff."""
    wanted = StudentFilter(at_risk, StudentId(cursor) if cursor is not None else None)
    return await people_page(request, app, actor, wanted, note=word_note(note))


@router.post("")
async def add_to_school(
    request: Request,
    app: Running,
    actor: BrowserOwner,
    name: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
) -> Response:
    """Add a student, then show its page, from which it is invited."""
    try:
        async with app.db.acting_as(actor) as tx:
            added = await members.add_own_student(tx, name, email.strip() or None)
    except (Conflict, Invalid, OverLimit) as error:
        refusal = refusal_of(error, "student", {"name": name, "email": email})
        return await people_page(request, app, actor, refusal=refusal)
    return show_again(f"{PEOPLE}/{added}", "student_added")


async def people_page(
    request: Request,
    app: App,
    actor: Actor,
    wanted: StudentFilter | None = None,
    *,
    note: str | None = None,
    refusal: Refusal = NOTHING_REFUSED,
) -> Response:
    """Return the page, with the sentence of a form that was refused and what was typed into it."""
    wanted = wanted or StudentFilter()
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        page = await analytics.list_student_rows(tx, is_at_risk=wanted.is_at_risk, cursor=wanted.cursor, limit=PAGE)
        staff = await members.list_staff(tx, actor.creator_id) if actor.creator_id is not None else []
    more = {"at_risk": "true"} if wanted.is_at_risk else {}
    values = {
        "person": person,
        "students": page.students,
        "rule": page.rule,
        "wanted": wanted,
        "more": f"{PEOPLE}?{urlencode({**more, 'cursor': page.next_cursor})}" if page.next_cursor else None,
        "staff": staff,
        "roles": ROLES,
        "caller": actor.subject,
        "note": note,
        "refusal": refusal,
    }
    return render_template(request, "studio_people.html", values, status=refusal.status)
