"""Whop in the studio: whether the school is connected, and what each product gives its members."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chronos import courses, whop
from chronos.app import App
from chronos.errors import Invalid
from chronos.model import Actor
from chronos.web.api.courses import MAX_COURSES
from chronos.web.authenticate import Browser, BrowserOwner, Running
from chronos.web.pages.studio.settings_show import SETTINGS
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

WHOP = f"{SETTINGS}/whop"
GIVES: dict[whop.Gives, str] = {
    "all_courses": translatable("The library and all courses"),
    "chosen_courses": translatable("Chosen courses"),
    "nothing": translatable("Nothing"),
}

router = APIRouter(prefix="/settings/whop")


@router.get("")
async def show_whop(request: Request, app: Running, actor: Browser, note: str | None = None) -> Response:
    """Show the connection and the products; to owners with a form each."""
    return await _page(request, app, actor, note=word_note(note))


@router.post("/{product_id}")
async def change_product(
    product_id: str,
    request: Request,
    app: Running,
    actor: BrowserOwner,
    gives: Annotated[whop.Gives, Form()],
    course: Annotated[list[UUID] | None, Form(max_length=MAX_COURSES)] = None,
) -> Response:
    """Say what a product gives. Courses count only where they are chosen: scripts may not hide their boxes."""
    chosen = course or [] if gives == "chosen_courses" else []
    try:
        async with app.db.acting_as(actor) as tx:
            await whop.change_product(tx, actor, product_id, gives, chosen)
    except Invalid as error:
        return await _page(request, app, actor, refusal=refusal_of(error))
    return show_again(WHOP, "product_changed")


async def _page(
    request: Request, app: App, actor: Actor, *, note: str | None = None, refusal: Refusal = NOTHING_REFUSED
) -> Response:
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        company = await whop.find_own_company(tx, actor)
        products = await whop.list_products(tx, actor)
        listed = await courses.list_courses(tx)
    values = {
        "person": person,
        "company": company,
        "products": products,
        "courses": listed,
        "gives": GIVES,
        "note": note,
        "refusal": refusal,
    }
    return render_template(request, "studio_whop.html", values, status=refusal.status)
