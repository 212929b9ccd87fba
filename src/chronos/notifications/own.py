"""What a person was notified."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chronos.db import Tx, load_queries

_QUERIES = load_queries("chronos.notifications")

MAX_PAGE = 200


@dataclass(frozen=True, slots=True)
class OwnNotification:
    """An event that the caller was or will be notified, with its deliveries."""

    id: UUID
    kind: str
    details: Mapping[str, Any]
    occurred_at: datetime
    deliveries: Sequence[Mapping[str, Any]]


async def list_own(tx: Tx, *, before: datetime | None = None, limit: int = 50) -> list[OwnNotification]:
    """List the caller's notifications of before a time, newest first: a student's own, or those of the creator."""
    rows = await tx.fetch(_QUERIES["list_own"], {"before": before, "limit": limit})
    return [OwnNotification(**row) for row in rows]
