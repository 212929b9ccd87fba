"""Import students from CSV: the first form shows what would happen, the second one does it."""

from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response

from chronos import courses, members
from chronos.app import App
from chronos.errors import Invalid, NotAllowed, OverLimit
from chronos.model import Actor
from chronos.web.authenticate import Browser, BrowserOwner, Running
from chronos.web.pages.studio.people_list import PEOPLE
from chronos.web.pages.studio.studio_page import (
    NOTHING_REFUSED,
    Refusal,
    refusal_of,
    show_again,
    staff_person,
)
from chronos.web.render_template import render_template

SHOWN = 20  # lines of the list, of up to 5,000

router = APIRouter(prefix="/people/import")


@router.get("")
async def show_import(request: Request, app: Running, actor: Browser) -> Response:
    """Show the form."""
    return await import_page(request, app, actor)


@router.post("")
async def import_students(
    request: Request,
    app: Running,
    actor: BrowserOwner,
    text: Annotated[str, Form()] = "",
    file: Annotated[UploadFile | None, File()] = None,
    act: Annotated[Literal["preview", "import"], Form()] = "preview",
) -> Response:
    """Show what the list would do, with the lines that are wrong; with `act` import write it, all or nothing."""
    try:
        if file is not None and file.filename:
            text = members.decode_roster(await file.read())
        if act == "import":
            async with app.db.acting_as(actor) as tx:
                await courses.import_students(tx, text)
            return show_again(PEOPLE, "students_imported")
        async with app.db.acting_as(actor) as tx:
            plan = await courses.plan_students(tx, text)
    except (Invalid, OverLimit) as error:
        return await import_page(request, app, actor, text=text, refusal=refusal_of(error, "import"))
    return await import_page(request, app, actor, text=text, plan=plan)


async def import_page(
    request: Request,
    app: App,
    actor: Actor,
    *,
    text: str = "",
    plan: courses.StudentsPlan | None = None,
    refusal: Refusal = NOTHING_REFUSED,
) -> Response:
    """Return the page, with what a list would do or why it was refused."""
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
    if not person.is_owner:
        raise NotAllowed("Only an owner imports students.", code="role_not_allowed")
    values = {"person": person, "text": text, "plan": plan, "shown": SHOWN, "refusal": refusal, "note": None}
    return render_template(request, "studio_import.html", values, status=refusal.status)
