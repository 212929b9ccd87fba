"""The brand of a school in the studio: its name, its accent with a preview, and its logo."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from chronos import brand, members
from chronos.app import App
from chronos.brand import BrandChange
from chronos.errors import Invalid, OverLimit
from chronos.model import Actor
from chronos.storage import Access
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
from chronos.web.receive_poster import received_poster
from chronos.web.render_template import render_template

BRAND = f"{SETTINGS}/brand"
OWN_ACCENT = "#a2390f"  # of Chronos, in tokens.css
Colour = Annotated[str, Form(max_length=20)]

router = APIRouter(prefix="/settings/brand")


@router.get("")
async def show_brand(
    request: Request,
    app: Running,
    actor: Browser,
    note: str | None = None,
    accent: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show the brand; with `accent`, how that colour would look."""
    try:
        wanted = brand.read_accent(accent)
    except Invalid as error:
        return await _page(request, app, actor, refusal=refusal_of(error))
    return await _page(request, app, actor, wanted=wanted, note=word_note(note))


@router.post("")
async def change_brand(
    request: Request, app: Running, actor: BrowserOwner, name: Annotated[str, Form()] = "", accent: Colour = ""
) -> Response:
    """Change name and accent; without an accent pages have that of Chronos."""
    try:
        async with app.db.acting_as(actor) as tx:
            chosen = brand.read_accent(accent)
            # A field of this kind has a colour always: left alone, it chooses none.
            is_untouched = chosen == OWN_ACCENT and (await members.get_brand(tx)).accent is None
            await brand.change_brand(tx, actor, BrandChange(name, "" if is_untouched else accent))
    except Invalid as error:
        return await _page(request, app, actor, refusal=refusal_of(error, "brand", {"name": name}))
    return show_again(BRAND, "saved")


@router.post("/logo")
async def change_logo(request: Request, app: Running, actor: BrowserOwner) -> Response:
    """Take the form's image."""
    try:
        async with received_poster(request, app.settings.home) as choice:
            if choice.image is None:
                raise Invalid("Choose an image first.", code="form_invalid")
            await brand.change_logo(Access(app.db, app.objects, actor), choice.image)
    except (Invalid, OverLimit) as error:
        return await _page(request, app, actor, refusal=refusal_of(error))
    return show_again(BRAND, "logo_changed")


@router.post("/logo/remove")
async def remove_logo(app: Running, actor: BrowserOwner) -> Response:
    """Remove the logo."""
    await brand.change_logo(Access(app.db, app.objects, actor), None)
    return show_again(BRAND, "logo_removed")


async def _page(
    request: Request,
    app: App,
    actor: Actor,
    *,
    wanted: str | None = None,
    note: str | None = None,
    refusal: Refusal = NOTHING_REFUSED,
) -> Response:
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        accent = (await members.get_brand(tx)).accent
    shown = wanted or accent or OWN_ACCENT
    values = {
        "person": person,
        "accent": accent,
        "shown_accent": shown,
        "colours": brand.correct_accent(shown),
        "note": note,
        "refusal": refusal,
    }
    return render_template(request, "studio_brand.html", values, status=refusal.status)
