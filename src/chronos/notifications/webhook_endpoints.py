"""Webhook endpoints: addresses of a creator's own programs."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args
from uuid import UUID

from chronos.db import Tx, load_queries
from chronos.errors import NotAllowed, NotFound
from chronos.model import Actor
from chronos.notifications.post_webhook import WebhookPoster
from chronos.notifications.word import Kind

_QUERIES = load_queries("chronos.notifications")

KINDS: tuple[Kind, ...] = get_args(Kind)
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address, the kinds of events that it is notified, and how the last tries went."""

    id: UUID
    url: str
    kinds: Sequence[str]
    is_active: bool
    failures: int
    paused_until: datetime | None
    last_error: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """A new address with the secret that signs what is posted to it, which is shown this once."""

    endpoint: Endpoint
    secret: str


async def list_endpoints(tx: Tx) -> list[Endpoint]:
    """List the calling creator's addresses."""
    return [Endpoint(**row) for row in await tx.fetch(_QUERIES["list_endpoints"])]


async def add_endpoint(tx: Tx, actor: Actor, poster: WebhookPoster, url: str, kinds: Sequence[Kind]) -> NewEndpoint:
    """Add an address. Raises Invalid (`url_invalid`, `url_not_public`), NotAllowed, Conflict for an eleventh."""
    if actor.creator_id is None:
        raise NotAllowed("Only a creator can add addresses for webhooks.", code="creators_only")
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
    values = {"creator_id": actor.creator_id, "url": poster.check(url), "kinds": list(kinds), "secret": secret}
    row = await tx.fetch_one(_QUERIES["insert_endpoint"], values)
    assert row is not None  # noqa: S101 - a policy refuses by an error
    return NewEndpoint(Endpoint(**row), secret)


async def change_endpoint(
    tx: Tx, endpoint_id: UUID, *, kinds: Sequence[Kind] | None = None, is_active: bool | None = None
) -> Endpoint:
    """Change which kinds an address gets, if any. None keeps the value. Raises NotFound (`webhook_not_found`)."""
    values = {"id": endpoint_id, "kinds": None if kinds is None else list(kinds), "is_active": is_active}
    row = await tx.fetch_one(_QUERIES["change_endpoint"], values)
    if row is None:
        raise _unknown()
    return Endpoint(**row)


async def remove_endpoint(tx: Tx, endpoint_id: UUID) -> None:
    """Delete an address, with what waits for it. Raises NotFound (`webhook_not_found`)."""
    if not await tx.execute(_QUERIES["delete_endpoint"], {"id": endpoint_id}):
        raise _unknown()


def _unknown() -> NotFound:
    return NotFound("There is no such address for webhooks.", code="webhook_not_found")
