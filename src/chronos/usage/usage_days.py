"""Usage by day: what a creator used on each day of a period, and what models cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chronos.db import Tx, load_queries

_QUERIES = load_queries("chronos.usage")


@dataclass(frozen=True, slots=True)
class UsageDay:
    """A day in the creator's time zone. `storage_bytes`, kept at its end, is None for a day that was not counted."""

    date: date
    storage_bytes: int | None
    videos_added: int
    transcription_seconds: float
    questions: int
    cost_usd: Decimal


async def list_usage_days(tx: Tx, first: date, last: date) -> Sequence[UsageDay]:
    """Return each day from `first` to `last` of the calling creator. Days are counted every few minutes."""
    return [UsageDay(**row) for row in await tx.fetch(_QUERIES["usage_days"], {"first": first, "last": last})]
