"""Invite students by a link that is good for many: make it, see how often it was used, end it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chronos import courses, members
from chronos.app import App
from chronos.errors import Invalid, NotAllowed, NotFound
from chronos.members import NewInviteLink
from chronos.model import Actor
from chronos.web.authenticate import Browser, BrowserOwner, Running
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

INVITE = f"{PEOPLE}/invite"

router = APIRouter(prefix="/people/invite")


@router.get("")
async def show_invite_links(request: Request, app: Running, actor: Browser, note: str | None = None) -> Response:
    """Show the form that makes a link, and the links that exist."""
    return await invite_page(request, app, actor, note=word_note(note))


@router.post("/links")
async def make_invite_link(
    request: Request,
    app: Running,
    actor: BrowserOwner,
    course: Annotated[str, Form()] = "",
    days: Annotated[str, Form()] = "",
    uses: Annotated[str, Form()] = "",
) -> Response:
    """Make a link and show it, this once: only its digest is kept."""
    typed = {"course": course, "days": days, "uses": uses}
    try:
        wanted = NewInviteLink(_course(course), _whole(days), _whole(uses))
        async with app.db.acting_as(actor) as tx:
            _, secret = await members.make_invite_link(tx, actor, wanted)
    except (Invalid, NotFound) as error:
        return await invite_page(request, app, actor, refusal=refusal_of(error, "link", typed))
    address = f"{app.settings.public_url.rstrip('/')}/join/{secret}"
    return await invite_page(request, app, actor, note=word_note("link_made"), made=address)


@router.post("/links/{link_id}/end")
async def end_invite_link(link_id: UUID, app: Running, actor: BrowserOwner) -> Response:
    """End a link; whom it added stays."""
    async with app.db.acting_as(actor) as tx:
        await members.end_invite_link(tx, link_id)
    return show_again(INVITE, "link_ended")


async def invite_page(
    request: Request,
    app: App,
    actor: Actor,
    *,
    note: str | None = None,
    made: str | None = None,
    refusal: Refusal = NOTHING_REFUSED,
) -> Response:
    """Return the page, with a new link or the sentence of a form that was refused."""
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        if not person.is_owner:
            raise NotAllowed("Only an owner invites students by a link.", code="role_not_allowed")
        links = await members.list_invite_links(tx, actor)
        offered = await courses.list_courses(tx)
    values = {
        "person": person,
        "links": links,
        "courses": offered,
        "made": made,
        "can_mail": app.can_mail,
        "note": note,
        "refusal": refusal,
    }
    return render_template(request, "studio_invite.html", values, status=refusal.status)


def _course(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Invalid("Choose a course of the list.", code="invalid") from None


def _whole(text: str) -> int:
    """Return the number; -1, which no link allows, for what is none."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 9 else -1
