"""Overview: what all students of a creator did, by day."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date

from chronos.analytics.period import Period
from chronos.analytics.table import Table, small_text
from chronos.db import Tx, load_queries

_QUERIES = load_queries("chronos.analytics")


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of a period. Students are counted once each, however often they came.

    `completion_rate`: completions per pair of a student and a video that was watched on a day; None when there is none.
    Of students who were erased since, at least so many are counted as on the day with most of them.
    """

    viewers: int
    active_students: int
    askers: int
    searchers: int
    views: int
    watch_seconds: float
    completions: int
    completion_rate: float | None
    questions: int
    refusals: int
    searches: int
    citations_opened: int


@dataclass(frozen=True, slots=True)
class Day:
    """The same counts of one day.

    Those of watching, asking or searching are None when fewer than `least_group` watched, asked or searched in the
    period.
    """

    date: date
    viewers: int | None
    active_students: int
    views: int | None
    watch_seconds: float | None
    completions: int | None
    completion_rate: float | None
    questions: int | None
    refusals: int | None
    searches: int | None
    citations_opened: int | None


@dataclass(frozen=True, slots=True)
class Overview:
    """A period; `days` is None when fewer than `least_group` students were active in it."""

    period: Period
    totals: Totals
    days: Sequence[Day] | None
    least_group: int

    def table(self) -> Table:
        """Return the days as rows."""
        withheld = small_text(self.least_group, "were active") if self.days is None else None
        return Table([field.name for field in fields(Day)], [astuple(day) for day in self.days or ()], withheld)


async def get_overview(tx: Tx, period: Period) -> Overview:
    """Return the calling creator's overview. It reads counted days, so it lacks the minutes since they were counted."""
    between = {"first": period.first, "last": period.last}
    row = await tx.fetch_one(_QUERIES["overview_totals"], between)
    assert row is not None  # noqa: S101 - counts
    least_group = row.pop("least_group")
    totals = Totals(**row)
    groups = {"students": totals.active_students} | {
        group: getattr(totals, group) for group in ("viewers", "askers", "searchers")
    }
    found = await tx.fetch(_QUERIES["overview_days"], between | groups)
    return Overview(period, totals, [Day(**day) for day in found] or None, least_group)
