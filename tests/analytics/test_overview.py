"""Overview: days add up, and each student counts once in a period."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from chronos.analytics import Day, Overview, get_overview, read_period
from chronos.db import Database, Tx
from tests.analytics.school import DAY, School, a_school, count_day, does
from tests.factories import a_creator, as_creator

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


async def _read(db: Database, six: School, first: date = DAY, last: date = DAY) -> Overview:
    async with db.acting_as(six.creator) as tx:
        return await get_overview(tx, await read_period(tx, six.creator, first, last))


async def test_a_day_counts_people_once_and_seconds_each_time(db: Database, six: School) -> None:
    async with db.as_service("test") as tx:
        for student in six.students[:5]:
            for _ in range(2):
                await does(tx, six, student, "play", NOON, video=six.video)
                await does(tx, six, student, "watch", NOON, video=six.video, seconds=10)
        await does(tx, six, six.students[0], "complete", NOON, video=six.video)
        for kind in ("search", "question", "refusal", "question", "answer", "citation_opened"):
            await does(tx, six, six.students[5], kind, NOON)
        await does(tx, six, six.students[5], "watch", NOON + timedelta(days=1), seconds=1)
        await count_day(tx, six)
    shown = await _read(db, six)
    assert shown.totals.__class__.__name__ == "Totals"
    assert (shown.totals.viewers, shown.totals.active_students, shown.totals.views) == (5, 6, 10)
    assert (shown.totals.watch_seconds, shown.totals.completions, shown.totals.completion_rate) == (100, 1, 0.2)
    assert (shown.totals.questions, shown.totals.refusals, shown.totals.searches) == (2, 1, 1)
    assert shown.totals.citations_opened == 1
    # One student asked and searched: that is counted in total, and not by day.
    assert (shown.totals.askers, shown.totals.searchers) == (1, 1)
    assert shown.days == [Day(DAY, 5, 6, 10, 100.0, 1, 0.2, None, None, None, None)]
    assert shown.table().columns[:3] == ["date", "viewers", "active_students"]


async def test_viewers_of_a_period_are_counted_and_not_summed(db: Database, six: School) -> None:
    random = Random(1)
    seen: dict[date, set[int]] = {}
    async with db.as_service("test") as tx:
        for number in range(20):
            day = DAY + timedelta(days=number)
            there = seen[day] = set(random.sample(range(6), random.choice((0, 1, 5))))
            for place in there:
                await does(tx, six, six.students[place], "watch", NOON + timedelta(days=number), seconds=1)
            await count_day(tx, six, day)
    for first, length in ((0, 20), (3, 7), (11, 9)):
        days = [DAY + timedelta(days=first + number) for number in range(length)]
        shown = await _read(db, six, days[0], days[-1])
        assert shown.totals.viewers == len(set().union(*(seen[day] for day in days)))
        assert shown.days
        assert [day.viewers for day in shown.days] == [len(seen[day]) for day in days]


async def test_days_of_fewer_than_five_students_are_not_shown(db: Database, six: School) -> None:
    async with db.as_service("test") as tx:
        for number, student in enumerate(six.students[:4]):
            await does(tx, six, student, "watch", NOON + timedelta(days=number), seconds=1)
            await count_day(tx, six, DAY + timedelta(days=number))
    shown = await _read(db, six, DAY, DAY + timedelta(days=9))
    assert (shown.totals.viewers, shown.days, shown.least_group) == (4, None, 5)
    async with db.as_service("test") as tx:
        await does(tx, six, six.students[4], "watch", NOON, seconds=1)
        await count_day(tx, six)
    shown = await _read(db, six, DAY, DAY + timedelta(days=9))
    assert shown.days
    assert [day.viewers for day in shown.days] == [2, 1, 1, 1, 0, 0, 0, 0, 0, 0]


async def test_days_of_fewer_than_five_viewers_say_nothing_of_watching(db: Database, six: School) -> None:
    async with db.as_service("test") as tx:
        for student in six.students:
            await does(tx, six, student, "search", NOON)
        await does(tx, six, six.students[0], "watch", NOON, seconds=1)
        await count_day(tx, six)
    shown = await _read(db, six)
    assert (shown.totals.viewers, shown.totals.watch_seconds) == (1, 1)
    assert shown.days == [Day(DAY, None, 6, None, None, None, None, None, None, 6, None)]


@pytest.mark.parametrize("askers", [4, 5])
async def test_questions_by_day_follow_those_who_asked(db: Database, six: School, askers: int) -> None:
    async with db.as_service("test") as tx:
        for place, student in enumerate(six.students):
            await does(tx, six, student, "search", NOON)
            if place < askers:
                await does(tx, six, student, "question", NOON + timedelta(days=place))
                await does(tx, six, student, "refusal", NOON + timedelta(days=place))
        for number in range(6):
            await count_day(tx, six, DAY + timedelta(days=number))
    shown = await _read(db, six, DAY, DAY + timedelta(days=5))
    assert (shown.totals.askers, shown.totals.questions) == (askers, askers)
    assert shown.days
    asked = [int(place < askers) for place in range(6)] if askers >= 5 else [None] * 6
    assert [day.questions for day in shown.days] == [day.refusals for day in shown.days] == asked
    assert [day.searches for day in shown.days] == [6, 0, 0, 0, 0, 0]
    async with db.as_service("test") as tx:  # erased ones count on
        await tx.execute("delete from students where id = %(id)s", {"id": six.students[0]})
    again = await _read(db, six, DAY, DAY + timedelta(days=5))
    assert (again.totals.askers, again.totals.searchers, again.days) == (askers, 6, shown.days)


async def test_counting_again_replaces_and_takes_back(db: Database, six: School) -> None:
    async def rows(tx: Tx) -> tuple[object, object]:
        return (
            await tx.fetch("select * from private.creator_days order by date"),
            await tx.fetch("select * from private.student_days order by student_id"),
        )

    async with db.as_service("test") as tx:
        for number in range(3):
            for student in six.students:
                await does(tx, six, student, "watch", NOON + timedelta(days=number), seconds=1)
                await does(tx, six, student, "search", NOON + timedelta(days=number))
        for number in (0, 1, 2):
            await count_day(tx, six, DAY + timedelta(days=number))
        once = await rows(tx)
        for number in (2, 0, 2, 1):
            await count_day(tx, six, DAY + timedelta(days=number))
        assert await rows(tx) == once
        day = {"day": DAY}
        await tx.execute("delete from private.facts where occurred_at::date = %(day)s and kind = 'watch'", day)
        await count_day(tx, six)
        [found] = await tx.fetch("select * from private.creator_days where date = %(day)s", day)
        assert (found["viewers"], found["active_students"]) == (0, 6)
        await tx.execute("delete from private.facts where occurred_at::date = %(day)s", day)
        await count_day(tx, six)
        assert not await tx.fetch("select from private.creator_days where date = %(day)s", day)
        assert not await tx.fetch("select from private.student_days where other @> %(day)s or watched @> %(day)s", day)


async def test_erased_students_stay_counted(db: Database, six: School) -> None:
    async with db.as_service("test") as tx:
        for student in six.students:
            await does(tx, six, student, "watch", NOON, video=six.video, seconds=10)
        await count_day(tx, six)
        await tx.execute(
            "insert into private.erased_activity (creator_id, date, video_id, viewers, active_students, played_ms) "
            "values (%(creator)s, %(day)s, null, 1, 1, 10000), (%(creator)s, %(day)s, %(video)s, 1, 0, 10000)",
            {"creator": six.creator_id, "day": DAY, "video": six.video},
        )
        values = {"student": six.students[0]}
        await tx.execute("delete from private.facts where student_id = %(student)s", values)
        await tx.execute("delete from students where id = %(student)s", values)
        await count_day(tx, six)
        assert len(await tx.fetch("select from private.student_days")) == 5
    shown = await _read(db, six)
    assert (shown.totals.viewers, shown.totals.active_students, shown.totals.watch_seconds) == (6, 6, 60)
    assert shown.days
    assert (shown.days[0].viewers, shown.days[0].active_students, shown.days[0].watch_seconds) == (6, 6, 60)


async def test_creators_see_their_own_students_alone(db: Database, six: School) -> None:
    async with db.as_service("test") as tx:
        for student in six.students:
            await does(tx, six, student, "watch", NOON, seconds=1)
        await count_day(tx, six)
        bob = await a_creator(tx, name="Bob")
    other = await a_school(db, as_creator(bob))
    shown = await _read(db, other)
    assert (shown.totals.viewers, shown.totals.watch_seconds, shown.days) == (0, 0, None)
    async with db.acting_as(six.student) as tx:
        for table in ("creator_days", "student_days", "asked_questions"):
            assert await tx.fetch(f"select from private.{table}") == []


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
async def test_a_day_is_one_of_the_creators_time_zone(db: Database, six: School, zone: str) -> None:
    async with db.as_service("test") as tx:
        await tx.execute(
            "update creators set settings = jsonb_build_object('time_zone', %(zone)s::text)", {"zone": zone}
        )
        for student in six.students:
            await does(tx, six, student, "watch", datetime(2026, 3, 10, 23, tzinfo=UTC), seconds=1)
        for day in (DAY, DAY + timedelta(days=1)):
            await count_day(tx, six, day)
    shown = await _read(db, six, DAY, DAY + timedelta(days=1))
    assert shown.days
    assert [day.viewers for day in shown.days] == ([0, 6] if zone.startswith("Pacific") else [6, 0])
