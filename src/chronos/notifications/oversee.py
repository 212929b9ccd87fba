"""Oversee deliveries, as the operator: list them, and try failed ones again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from chronos.db import Database, load_queries
from chronos.model import CreatorId

_QUERIES = load_queries("chronos.notifications")

Status = Literal["waiting", "sent", "failed", "unwanted"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event on its way to a person (`person_id`) or an address (`url`)."""

    id: int
    status: Status
    channel: str
    kind: str
    occurred_at: datetime
    attempts: int
    error: str | None
    next_try_at: datetime | None
    finished_at: datetime | None
    creator_id: UUID
    person_id: UUID | None
    url: str | None


async def list_deliveries(
    db: Database, *, status: Status | None = None, creator_id: CreatorId | None = None, limit: int = 100
) -> list[Delivery]:
    """List deliveries, newest first."""
    async with db.as_service("notifications.list") as tx:
        values = {"status": status, "creator_id": creator_id, "limit": limit}
        return [Delivery(**row) for row in await tx.fetch(_QUERIES["list_deliveries"], values)]


async def retry_deliveries(db: Database, ids: Sequence[int] | None) -> int:
    """Try failed deliveries again, all of them for None; return how many will be."""
    async with db.as_service("notifications.retry") as tx:
        rows = await tx.fetch(_QUERIES["retry_deliveries"], {"ids": None if ids is None else list(ids)})
        await tx.execute(_QUERIES["unpause_endpoints"], {"ids": [row["id"] for row in rows]})
    return len(rows)
