"""Webhook endpoints: add, list, change and remove the addresses of a creator's own programs."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field, StrictBool

from chronos import notifications
from chronos.videos import MAX_URL_CHARACTERS
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body
from chronos.web.authenticate import Program, Running
from chronos.web.off_loop import OffLoopRoute
from chronos.web.word_fault import WITHOUT_NUL

router = APIRouter(prefix="/webhook-endpoints", tags=["notifications"], route_class=OffLoopRoute)

Kinds = Annotated[list[notifications.Kind], Field(min_length=1, max_length=len(notifications.KINDS))]
PathEndpointId = Annotated[UUID, Path(description="Id of the address.")]


class NewWebhookEndpoint(Body):
    """An address to add."""

    url: Annotated[
        str, Field(max_length=MAX_URL_CHARACTERS, pattern=WITHOUT_NUL, examples=["https://example.com/hook"])
    ]
    kinds: Kinds = Field(default_factory=lambda: list(notifications.KINDS), validate_default=True)


class WebhookEndpointChange(Body):
    """Fields to change; omitted fields keep their value."""

    kinds: Kinds | None = None
    is_active: StrictBool | None = None


class WebhookEndpoint(BaseModel):
    """An address, and how the last tries went."""

    id: UUID
    url: str
    kinds: list[str]
    is_active: bool = Field(description="False: nothing is posted to it; an answer of 410 sets it.")
    failures: int = Field(description="Failed tries since the last one that succeeded.")
    paused_until: datetime | None
    last_error: str | None
    created_at: datetime
    updated_at: datetime


class AddedWebhookEndpoint(WebhookEndpoint):
    """A new address."""

    secret: str = Field(description="Verifies the signatures (Standard Webhooks). It is shown this once.")


class WebhookEndpoints(BaseModel):
    """All addresses of the creator."""

    items: list[WebhookEndpoint]


@router.get("", operation_id="list_webhook_endpoints", summary="List addresses of webhooks")
async def list_endpoints(app: Running, actor: Program) -> WebhookEndpoints:
    """List the calling creator's addresses, oldest first, without their secrets."""
    async with app.db.acting_as(actor) as tx:
        found = await notifications.list_endpoints(tx)
    return WebhookEndpoints(items=[WebhookEndpoint(**asdict(one)) for one in found])


@router.post(
    "",
    status_code=201,
    operation_id="add_webhook_endpoint",
    summary="Add an address for webhooks",
    responses=problems(400, 409, 413),
)
async def add_endpoint(new: NewWebhookEndpoint, app: Running, actor: Program) -> AddedWebhookEndpoint:
    """Add a public https address to which events are posted. Return it with the secret of its signatures."""
    async with app.db.acting_as(actor) as tx:
        added = await notifications.add_endpoint(tx, actor, app.channels.webhooks, new.url, new.kinds)
    return AddedWebhookEndpoint(**asdict(added.endpoint), secret=added.secret)


@router.patch(
    "/{endpoint_id}",
    operation_id="change_webhook_endpoint",
    summary="Change an address of webhooks",
    responses=problems(400, 404, 413),
)
async def change_endpoint(
    endpoint_id: PathEndpointId, change: WebhookEndpointChange, app: Running, actor: Program
) -> WebhookEndpoint:
    """Change which kinds of events are posted to an address, or whether any are."""
    async with app.db.acting_as(actor) as tx:
        changed = await notifications.change_endpoint(tx, endpoint_id, kinds=change.kinds, is_active=change.is_active)
    return WebhookEndpoint(**asdict(changed))


@router.delete(
    "/{endpoint_id}",
    status_code=204,
    operation_id="remove_webhook_endpoint",
    summary="Remove an address of webhooks",
    responses=problems(404),
)
async def remove_endpoint(endpoint_id: PathEndpointId, app: Running, actor: Program) -> None:
    """Delete an address, with what waits to be posted to it."""
    async with app.db.acting_as(actor) as tx:
        await notifications.remove_endpoint(tx, endpoint_id)
