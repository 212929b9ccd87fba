"""Cohorts: of the students who joined in a month, how many were there in each week after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chronos.analytics.period import Period
from chronos.analytics.table import Table
from chronos.db import Tx, load_queries

_QUERIES = load_queries("chronos.analytics")

MONTHS = 12  # facts are kept for thirteen, so that each of these has its first weeks
WEEKS = 12

COHORT_RULE = (
    "Students by the month in which they joined. A week is seven days, the first from the day of joining; it counts "
    "once it is over. There in a week: watched, searched or asked on one of its days or more. Erased students do not "
    "count."
)


@dataclass(frozen=True, slots=True)
class Week:
    """Of the `students` of a cohort whose week is over, `active` were there; None: the group is small."""

    students: int
    active: int | None


@dataclass(frozen=True, slots=True)
class Cohort:
    """The students who joined in the month that begins with `month`; `weeks` from the first on, those that are over."""

    month: date
    students: int
    weeks: Sequence[Week]


@dataclass(frozen=True, slots=True)
class Cohorts:
    """The cohorts of the last months, oldest first. `active` is None where fewer than `least_group` students count."""

    cohorts: Sequence[Cohort]
    least_group: int
    rule: str = COHORT_RULE

    def table(self) -> Table:
        """Return the weeks as rows."""
        rows = [
            (cohort.month, number, week.students, week.active)
            for cohort in self.cohorts
            for number, week in enumerate(cohort.weeks, 1)
        ]
        return Table(("month", "week", "students", "active"), rows)


async def get_cohorts(tx: Tx, period: Period) -> Cohorts:
    """Return the calling creator's cohorts up to the last day of `period`, which has not ended yet."""
    values = {"last": period.last, "time_zone": period.time_zone, "months": MONTHS, "weeks": WEEKS}
    rows = await tx.fetch(_QUERIES["cohort_weeks"], values)
    months: dict[date, list[Week]] = {}
    sizes: dict[date, int] = {}
    for row in rows:
        sizes[row["month"]] = row["size"]
        weeks = months.setdefault(row["month"], [])
        if row["students"]:
            weeks.append(Week(row["students"], row["active"]))
    found = [Cohort(month, sizes[month], weeks) for month, weeks in months.items()]
    return Cohorts(found, rows[0]["least_group"] if rows else 0)
