"""Change one's own name, preferences and notifications."""

from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from chronos import members, notifications
from chronos.errors import Invalid
from chronos.notifications import Channel, Choice, Kind, Mode
from chronos.web.authenticate import Browser, Running
from chronos.web.pages.appearance_set import keep_appearance
from chronos.web.render_template import LANGUAGE_COOKIE

SAVED = "/me?saved=true"
MAX_CHOICES = 50

router = APIRouter(prefix="/me")


@router.post("")
async def change_own(
    app: Running,
    actor: Browser,
    name: Annotated[str, Form()] = "",
    language: Annotated[Literal["", "en", "de", "es"], Form()] = "",
    theme: Annotated[Literal["auto", "light", "dark"], Form()] = "auto",
    captions: Annotated[bool, Form()] = False,
    speed: Annotated[float, Form(ge=0.5, le=3, allow_inf_nan=False)] = 1.0,
) -> Response:
    """Keep the student's name and preferences, also in this browser."""
    preferences = members.Preferences(language or None, theme, captions, speed)
    async with app.db.acting_as(actor) as tx:
        await members.change_own(tx, actor, name, preferences)
    response = RedirectResponse(SAVED, 303)
    keep_appearance(response, app.settings.public_url, theme, language or None)
    if not language:
        response.delete_cookie(LANGUAGE_COOKIE)
    return response


@router.post("/notifications")
async def choose_notifications(
    app: Running, actor: Browser, choice: Annotated[list[str] | None, Form(max_length=MAX_CHOICES)] = None
) -> Response:
    """Keep choices, each written as kind, channel and mode."""
    async with app.db.acting_as(actor) as tx:
        await notifications.put_choices(tx, [_read(each) for each in choice or ()])
    return RedirectResponse(f"{SAVED}#notifications", 303)


def _read(text: str) -> Choice:
    parts = text.split(" ")
    known = (get_args(Kind), get_args(Channel), get_args(Mode))
    if len(parts) != len(known) or any(part not in one for part, one in zip(parts, known, strict=True)):
        raise Invalid("The form is out of date. Reload the page.", code="form_invalid")
    kind, channel, mode = parts
    return Choice(kind, channel, mode)  # type: ignore[arg-type]
