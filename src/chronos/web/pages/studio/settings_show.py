"""Settings of a school: its name, days, what completes a video, and how questions are answered."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chronos import members
from chronos.app import App
from chronos.errors import Invalid
from chronos.members import SettingsChange
from chronos.model import Actor
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

SETTINGS = "/studio/settings"

router = APIRouter(prefix="/settings")


@router.get("")
async def show_settings(request: Request, app: Running, actor: Browser, note: str | None = None) -> Response:
    """Show the settings; to owners as a form."""
    return await _page(request, app, actor, note=word_note(note))


@router.post("")
async def change_settings(
    request: Request,
    app: Running,
    actor: BrowserOwner,
    name: Annotated[str, Form()] = "",
    time_zone: Annotated[str, Form(max_length=100)] = "",
    completion_percent: Annotated[str, Form(max_length=10)] = "",
    students_may_mark_done: Annotated[bool, Form()] = False,
    language_model: Annotated[str, Form(max_length=200)] = "",
    answer_threshold: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Keep the settings: all of them or, if one is refused, none."""
    typed = {
        "name": name,
        "time_zone": time_zone,
        "completion_percent": completion_percent,
        "students_may_mark_done": "true" if students_may_mark_done else "",
        "language_model": language_model,
        "answer_threshold": answer_threshold,
    }
    try:
        change = SettingsChange(
            time_zone=time_zone.strip().replace("\0", "") or None,
            completion_share=read_number(completion_percent, "The share that completes a video", 100),
            students_may_mark_done=students_may_mark_done,
            language_model=language_model or None,
            answer_threshold=read_number(answer_threshold, "The threshold"),
            clears_threshold=not answer_threshold.strip(),
        )
        async with app.db.acting_as(actor) as tx:
            await members.rename_school(tx, actor, name)
            allowed = app.providers.language_models
            await members.change_settings(tx, actor, change, language_models=allowed)
    except Invalid as error:
        return await _page(request, app, actor, refusal=refusal_of(error, "settings", typed))
    return show_again(SETTINGS, "saved")


def read_number(text: str, what: str, whole: int = 1) -> float | None:
    """Return the number over `whole`; a comma is a point, nothing is None. Raises Invalid (`setting_invalid`)."""
    clean = text.strip().replace(",", ".")
    try:
        return float(clean) / whole if clean else None
    except ValueError as error:
        raise Invalid(f"{what} is a number.", code="setting_invalid") from error


async def _page(
    request: Request, app: App, actor: Actor, *, note: str | None = None, refusal: Refusal = NOTHING_REFUSED
) -> Response:
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        settings = await members.get_settings(tx, actor)
    values = {
        "person": person,
        "settings": settings,
        "models": [members.OPERATORS_MODEL, *app.providers.language_models],
        "note": note,
        "refusal": refusal,
    }
    return render_template(request, "studio_settings.html", values, status=refusal.status)
