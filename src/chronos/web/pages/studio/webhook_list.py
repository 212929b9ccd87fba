"""Webhooks in the studio: addresses of the school's own programs, which events each gets, and how it went."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chronos import notifications
from chronos.app import App
from chronos.errors import Conflict, Invalid
from chronos.model import Actor
from chronos.notifications import KINDS, Kind
from chronos.videos import MAX_URL_CHARACTERS
from chronos.web.authenticate import Browser, BrowserOwner, Running
from chronos.web.pages.own_show import KINDS as WORDS
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

WEBHOOKS = f"{SETTINGS}/webhooks"
Chosen = Annotated[list[str] | None, Form(max_length=len(KINDS))]

router = APIRouter(prefix="/settings/webhooks")


@router.get("")
async def show_webhooks(request: Request, app: Running, actor: Browser, note: str | None = None) -> Response:
    """List the addresses; to owners with their forms."""
    return await _page(request, app, actor, note=word_note(note))


@router.post("")
async def add_webhook(
    request: Request,
    app: Running,
    actor: BrowserOwner,
    url: Annotated[str, Form(max_length=MAX_URL_CHARACTERS)] = "",
    kind: Chosen = None,
) -> Response:
    """Add an address and show the secret that signs what is posted there, this once."""
    try:
        kinds = _read_kinds(kind)
        async with app.db.acting_as(actor) as tx:
            made = await notifications.add_endpoint(
                tx, actor, app.channels.webhooks, url.strip().replace("\0", ""), kinds
            )
    except (Conflict, Invalid) as error:
        return await _page(request, app, actor, refusal=refusal_of(error, "webhook", {"url": url}))
    return await _page(request, app, actor, note=word_note("webhook_added"), made=made)


@router.post("/{endpoint_id}")
async def change_webhook(
    endpoint_id: UUID,
    request: Request,
    app: Running,
    actor: BrowserOwner,
    kind: Chosen = None,
    is_active: Annotated[bool, Form()] = False,
) -> Response:
    """Choose which events are posted to an address, if any."""
    try:
        kinds = _read_kinds(kind)
        async with app.db.acting_as(actor) as tx:
            await notifications.change_endpoint(tx, endpoint_id, kinds=kinds, is_active=is_active)
    except Invalid as error:
        return await _page(request, app, actor, refusal=refusal_of(error))
    return show_again(WEBHOOKS, "saved")


@router.post("/{endpoint_id}/remove")
async def remove_webhook(endpoint_id: UUID, app: Running, actor: BrowserOwner) -> Response:
    """Delete an address."""
    async with app.db.acting_as(actor) as tx:
        await notifications.remove_endpoint(tx, endpoint_id)
    return show_again(WEBHOOKS, "webhook_removed")


def _read_kinds(chosen: Sequence[str] | None) -> list[Kind]:
    """Return the chosen events. Raises Invalid (`form_invalid`) for none."""
    kinds = [kind for kind in KINDS if kind in (chosen or ())]
    if not kinds:
        raise Invalid("Choose at least one event.", code="form_invalid")
    return kinds


async def _page(
    request: Request,
    app: App,
    actor: Actor,
    *,
    note: str | None = None,
    made: notifications.NewEndpoint | None = None,
    refusal: Refusal = NOTHING_REFUSED,
) -> Response:
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        endpoints = await notifications.list_endpoints(tx)
    values = {
        "person": person,
        "endpoints": endpoints,
        "kinds": {kind: WORDS[kind] for kind in KINDS},
        "made": made,
        "note": note,
        "refusal": refusal,
    }
    return render_template(request, "studio_webhooks.html", values, status=refusal.status)
