"""Usage by day: the days of a period, with what each used and cost."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields

from chronos.analytics.period import Period
from chronos.analytics.table import Table
from chronos.db import Tx
from chronos.usage import UsageDay, list_usage_days


@dataclass(frozen=True, slots=True)
class UsageByDay:
    """Each day of a period, in order."""

    period: Period
    days: Sequence[UsageDay]

    def table(self) -> Table:
        """Return the days as rows."""
        return Table([field.name for field in fields(UsageDay)], [astuple(day) for day in self.days])


async def get_usage_by_day(tx: Tx, period: Period) -> UsageByDay:
    """Return what the calling creator used on each day of `period`."""
    return UsageByDay(period, await list_usage_days(tx, period.first, period.last))
