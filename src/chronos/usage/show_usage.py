"""Show usage: what a creator uses of its plan, and when that renews."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from chronos.db import Database, Row, Tx, load_queries
from chronos.errors import NotAllowed, NotFound
from chronos.model import CreatorId

_QUERIES = load_queries("chronos.usage")


@dataclass(frozen=True, slots=True)
class MeterUsage:
    """One limit of the plan. The name of the meter has its unit.

    `reserved`: for work that has begun. `renews_at` None: it is kept, not used up. `warned`: the highest share of the
    limit, in percent, of which there is a warning this month: 80, 100 or None.
    """

    meter: str
    used: Decimal
    reserved: Decimal
    allowed: Decimal
    renews_at: datetime | None
    warned: int | None

    @property
    def left(self) -> Decimal:
        """What may still be used."""
        return max(Decimal(0), self.allowed - self.used - self.reserved)


@dataclass(frozen=True, slots=True)
class UsageReport:
    """The plan of a creator and what is used of each of its limits."""

    tier: str
    meters: Sequence[MeterUsage]


async def get_usage(tx: Tx) -> UsageReport:
    """Return the usage of the creator who asks. Raises NotAllowed (`creators_only`)."""
    rows = await tx.fetch(_QUERIES["own_usage"])
    if not rows:
        raise NotAllowed("Only a creator sees what is used of the plan.", code="creators_only")
    return _report(rows)


async def get_usage_of(db: Database, creator_id: CreatorId) -> UsageReport:
    """Return the usage of a creator, as the operator. Raises NotFound."""
    async with db.as_service("usage.show") as tx:
        rows = await tx.fetch(_QUERIES["usage_of"], {"creator_id": creator_id})
    if not rows:
        raise NotFound(f"There is no creator {creator_id}.", code="creator_not_found")
    return _report(rows)


def _report(rows: Sequence[Row]) -> UsageReport:
    meters = [MeterUsage(**{name: value for name, value in row.items() if name != "tier"}) for row in rows]
    return UsageReport(rows[0]["tier"], meters)
