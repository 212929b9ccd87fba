"""Days of a creator and of its students: a year in any order, and viewers of any period."""

from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

from chronos.analytics import get_overview, read_period
from chronos.db import Database, Row, Tx
from tests.analytics.conftest import ZONE, Class
from tests.analytics.facts import TODAY, add_facts, some_facts
from tests.factories import as_creator

DAYS = [TODAY - timedelta(days=number) for number in range(367)]


async def _count(tx: Tx, school: Class, days: list[date]) -> list[Row]:
    await tx.execute_many(
        "select private.roll_up_creator_day(%(creator)s, %(day)s)",
        [{"creator": school.creator_id, "day": day} for day in days],
    )
    rows = await tx.fetch("select d::text as row from private.creator_days d order by date")
    return rows + await tx.fetch("select d::text as row from private.student_days d order by student_id")


async def test_a_year_in_any_order_gives_the_same_rows(db: Database, school: Class) -> None:
    random = Random(5)
    facts = some_facts(random, school.creator_id, school.students, school.videos, 1500)
    async with db.as_service("test") as tx:
        await add_facts(tx, facts)
        once = await _count(tx, school, DAYS)
        again = random.sample(DAYS, len(DAYS))
        assert await _count(tx, school, again + again[:50]) == once
        await tx.execute("delete from private.facts")
        await tx.execute("delete from private.creator_days")
        await tx.execute("delete from private.student_days")
        await add_facts(tx, random.sample(facts, len(facts)))
        assert await _count(tx, school, again) == once
    for _ in range(20):
        first, last = sorted(random.sample(DAYS, 2))
        async with db.acting_as(as_creator(school.creator_id)) as tx:
            totals = (await get_overview(tx, await read_period(tx, as_creator(school.creator_id), first, last))).totals
        there = [f for f in facts if first <= f.occurred_at.astimezone(ZoneInfo(ZONE)).date() <= last]
        watched = [f for f in there if f.kind in ("play", "watch")]
        assert totals.viewers == len({f.student_id for f in watched})
        assert totals.active_students == len({f.student_id for f in there})
        assert totals.watch_seconds == sum(f.played_ms for f in watched) / 1000
        assert totals.views == sum(f.kind == "play" for f in there)
