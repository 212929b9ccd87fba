"""Cohorts: they agree with a plain recount of who joined and who came."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from chronos.analytics import Week, get_cohorts, read_period
from chronos.analytics.cohorts import MONTHS, WEEKS, Cohorts
from chronos.db import Database, Tx
from tests.analytics.school import School, count_day, does
from tests.factories import a_creator, a_student, as_creator

LAST = date(2026, 3, 10)
JOINED = [date(2025, 3, 31), *[date(2025, 4, 9)] * 6, *[date(2025, 12, 29)] * 4, *[date(2026, 2, 20)] * 9, LAST]


async def _join(tx: Tx, school: School, days: list[date]) -> None:
    for student, day in zip(school.students, days, strict=True):
        await tx.execute(
            "update students set created_at = %(at)s where id = %(id)s",
            {"id": student, "at": datetime.combine(day, datetime.min.time(), UTC)},
        )


async def _read(db: Database, school: School) -> Cohorts:
    async with db.acting_as(school.creator) as tx:
        return await get_cohorts(tx, await read_period(tx, school.creator, LAST, LAST))


async def test_cohorts_agree_with_a_plain_recount(db: Database, six: School) -> None:
    random = Random(4)
    came: list[set[date]] = []
    async with db.as_service("test") as tx:
        six.students += [await a_student(tx, six.creator_id) for _ in JOINED[6:]]
        await _join(tx, six, JOINED)
        for student, joined in zip(six.students, JOINED, strict=True):
            days = {joined + timedelta(days=random.randrange(100)) for _ in range(random.randrange(8))}
            came.append({day for day in days if day <= LAST})
            for day in came[-1]:
                kind = random.choice(("watch", "search", "question"))
                await does(tx, six, student, kind, datetime(day.year, day.month, day.day, 12, tzinfo=UTC), seconds=1)
        for day in sorted(set().union(*came)):
            await count_day(tx, six, day)
    shown = await _read(db, six)
    # Who joined more than twelve months ago is in no cohort.
    assert [(cohort.month, cohort.students) for cohort in shown.cohorts] == [
        (date(2025, 4, 1), 6),
        (date(2025, 12, 1), 4),
        (date(2026, 2, 1), 9),
        (date(2026, 3, 1), 1),
    ]
    for cohort in shown.cohorts:
        members = [place for place, day in enumerate(JOINED) if day.replace(day=1) == cohort.month]
        expected: list[Week] = []
        for number in range(WEEKS):
            spans = {place: JOINED[place] + timedelta(days=7 * number) for place in members}
            over = [place for place, first in spans.items() if first + timedelta(days=7) <= LAST]
            there = sum(any(0 <= (day - spans[place]).days < 7 for day in came[place]) for place in over)
            if over:
                expected.append(Week(len(over), there if len(over) >= 5 else None))
        assert cohort.weeks == expected
    assert shown.table().rows[0][:3] == (date(2025, 4, 1), 1, 6)
    assert "joined" in shown.rule
    assert (shown.least_group, MONTHS) == (5, 12)


async def test_day_of_joining_is_one_of_the_school(db: Database, six: School) -> None:
    """In Auckland the last evening of April is the first of May."""
    async with db.as_service("test") as tx:
        await tx.execute('update creators set settings = \'{"time_zone": "Pacific/Auckland"}\'')
        await tx.execute("update students set created_at = '2025-04-30 20:00+00'")
    assert [cohort.month for cohort in (await _read(db, six)).cohorts] == [date(2025, 5, 1)]


async def test_schools_are_apart(db: Database, six: School) -> None:
    async with db.as_service("test") as tx:
        other = School(await a_creator(tx, name="Eve"), [], six.video)
    async with db.acting_as(as_creator(other.creator_id)) as tx:
        found = await get_cohorts(tx, await read_period(tx, other.creator))
    assert found.cohorts == []
    assert found.table().rows == []
