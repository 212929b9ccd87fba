"""Lately: the last things that happened in a school, for the first page of its studio."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from chronos.db import Tx, load_queries

_QUERIES = load_queries("chronos.analytics", "lately.sql")

DAYS = 14


@dataclass(frozen=True, slots=True)
class Event:
    """A student `joined` or `finished` the video `title`, or that video became `ready`.

    `id` is the student's, of a video that is ready the video's; `name` is the student's.
    """

    kind: Literal["joined", "finished", "ready"]
    at: datetime
    id: UUID
    name: str | None
    title: str | None
    duration_seconds: float | None


async def list_events(tx: Tx, limit: int = 5) -> list[Event]:
    """List what happened in the calling creator's school within DAYS, newest first."""
    return [Event(**row) for row in await tx.fetch(_QUERIES["lately"], {"days": DAYS, "limit": limit})]
