"""Periods: whole days in the creator's time zone."""

from datetime import UTC, date, datetime

import pytest

from chronos.analytics import Days, read_period
from chronos.db import Database
from chronos.errors import Invalid, NotAllowed
from tests.analytics.school import School


async def test_days_are_those_of_the_creator(db: Database, six: School) -> None:
    async with db.as_service("test") as tx:
        await tx.execute('update creators set settings = \'{"time_zone": "America/New_York"}\'')
    async with db.acting_as(six.creator) as tx:
        # Clocks go forward on 8 March: the day has 23 hours.
        period = await read_period(tx, six.creator, date(2026, 3, 8), date(2026, 3, 8))
        today = await read_period(tx, six.creator)
    assert (period.starts, period.ends) == (
        datetime(2026, 3, 8, 5, tzinfo=UTC),
        datetime(2026, 3, 9, 4, tzinfo=UTC),
    )
    assert (today.last - today.first).days == 29
    assert today.starts < datetime.now(UTC) < today.ends
    assert today.time_zone == "America/New_York"


@pytest.mark.parametrize(
    "days",
    [
        (date(2026, 3, 2), date(2026, 3, 1)),
        (date(2024, 1, 1), date(2026, 3, 1)),
        (date(1, 1, 1), None),
        (None, date(9999, 12, 31)),
        (date(2100, 1, 1), None),
    ],
)
async def test_periods_that_cannot_be_are_refused(db: Database, six: School, days: Days) -> None:
    with pytest.raises(Invalid) as caught:
        async with db.acting_as(six.creator) as tx:
            await read_period(tx, six.creator, *days)
    assert caught.value.code == "period_invalid"


async def test_students_are_refused(db: Database, six: School) -> None:
    with pytest.raises(NotAllowed) as caught:
        async with db.acting_as(six.student) as tx:
            await read_period(tx, six.student)
    assert caught.value.code == "creators_only"
