"""Periods of the pages of numbers."""

import pytest

from chronos.db import Database
from chronos.errors import NotAllowed
from chronos.web.pages.studio.period_choice import MONTH, PERIODS, chosen_period, known_days
from tests.web.conftest import People


def test_other_numbers_of_days_are_28() -> None:
    assert [known_days(value) for value in ("90", "400", "28", "7", "", "-1", "1e9", None)] == [90, 400] + [MONTH] * 6


async def test_period_ends_today_and_has_as_many_days(db: Database, people: People) -> None:
    async with db.acting_as(people.creator) as tx:
        for days in PERIODS:
            period = await chosen_period(tx, people.creator, days)
            assert (period.last - period.first).days == days - 1
    with pytest.raises(NotAllowed):
        async with db.acting_as(people.student) as tx:
            await chosen_period(tx, people.student, MONTH)
