"""Notifications: what the caller was notified of, and what the caller chooses to be."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, Field

from chronos import notifications
from chronos.notifications import Channel, Mode
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body
from chronos.web.authenticate import Program, Running
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(prefix="/notifications", tags=["notifications"], route_class=OffLoopRoute)


class DeliveryState(BaseModel):
    """A delivery to the caller, or for a creator to one of its addresses (`endpoint_id`)."""

    channel: str
    endpoint_id: UUID | None
    status: str = Field(description="`waiting`, `sent`, `failed` or `unwanted`.")
    attempts: int
    error: str | None
    next_try_at: datetime | None
    finished_at: datetime | None


class Notification(BaseModel):
    """An event."""

    id: UUID
    kind: notifications.Kind
    details: dict[str, Any]
    occurred_at: datetime
    deliveries: list[DeliveryState]


class NotificationPage(BaseModel):
    """Notifications, newest first; the next page is `before` the last one's `occurred_at`."""

    items: list[Notification]


class Choice(Body):
    """When events of a kind are sent by a channel: `now`, in the `digest` of the morning, or `never`."""

    kind: notifications.Kind
    channel: Channel
    mode: Mode


class EffectiveChoice(Choice):
    """A choice, or the default where the caller has made none."""

    is_default: bool


class Choices(BaseModel):
    """The caller's choices, one for each kind and channel."""

    choices: list[EffectiveChoice]


class NewChoices(Body):
    """Choices to keep; those of other kinds and channels keep their value."""

    choices: Annotated[list[Choice], Field(max_length=50)]


@router.get("", operation_id="list_notifications", summary="List notifications")
async def list_notifications(
    app: Running,
    actor: Program,
    before: Annotated[AwareDatetime | None, Query(description="Only those of before this time.")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Maximum number of notifications.")] = 50,
) -> NotificationPage:
    """List what happened, newest first, with how the caller is notified: a student's own, or those of the school."""
    async with app.db.acting_as(actor) as tx:
        found = await notifications.list_own(tx, before=before, limit=limit)
    return NotificationPage(items=[Notification.model_validate(one, from_attributes=True) for one in found])


@router.get("/choices", operation_id="get_notification_choices", summary="Get the choices of notifications")
async def get_choices(app: Running, actor: Program) -> Choices:
    """Return when the caller is notified of each kind, by each channel."""
    async with app.db.acting_as(actor) as tx:
        return _present(await notifications.get_choices(tx))


@router.put(
    "/choices",
    operation_id="put_notification_choices",
    summary="Choose notifications",
    responses=problems(400, 413),
)
async def put_choices(new: NewChoices, app: Running, actor: Program) -> Choices:
    """Keep the caller's choices, and return all of them."""
    chosen = [notifications.Choice(one.kind, one.channel, one.mode) for one in new.choices]
    async with app.db.acting_as(actor) as tx:
        return _present(await notifications.put_choices(tx, chosen))


def _present(found: list[notifications.Choice]) -> Choices:
    return Choices(choices=[EffectiveChoice(**asdict(choice)) for choice in found])
