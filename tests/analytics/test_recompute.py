"""Days are counted again as far back as their facts are kept whole."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chronos.analytics import recompute
from chronos.db import Database, load_queries
from chronos.errors import Invalid
from tests.analytics.conftest import Class
from tests.analytics.facts import TODAY, Fact, add_facts, creator_rows
from tests.factories import a_creator, a_student


async def test_days_whose_facts_are_gone_stay_as_they_are(db: Database, school: Class) -> None:
    old = TODAY - timedelta(days=500)
    async with db.as_service("test") as tx:
        await tx.execute(
            "insert into usage_metrics (creator_id, date, chat_messages_sent) values (%(id)s, %(date)s, 7)",
            {"id": school.creator_id, "date": old},
        )
    done = await recompute(db, date(2000, 1, 1))
    assert done.first_countable is not None
    assert done.days == (await _today(db, school) - done.first_countable).days + 1
    async with db.as_service("test") as tx:
        assert await creator_rows(tx) == {old: {"chat_messages_sent": 7, "active_students": 0}}


async def _today(db: Database, school: Class) -> date:
    async with db.as_service("test") as tx:
        row = await tx.fetch_one("select private.day_of(now(), %(id)s) as day", {"id": school.creator_id})
    assert row
    return date.fromisoformat(str(row["day"]))


async def test_one_creator_and_one_day_can_be_chosen(db: Database, school: Class) -> None:
    at = datetime.now(UTC) - timedelta(days=5)
    async with db.as_service("test") as tx:
        bob = await a_creator(tx, name="Bob")
        tim = await a_student(tx, bob, name="Tim")
        await add_facts(tx, [Fact(at, school.creator_id, school.students[0], "search"), Fact(at, bob, tim, "search")])
    done = await recompute(db, at.date(), at.date(), bob)
    assert done.days == 1
    async with db.as_service("test") as tx:
        assert await tx.fetch("select creator_id, date from usage_metrics") == [{"creator_id": bob, "date": at.date()}]


async def test_no_day_is_left_out_where_clocks_are_set_forward_at_midnight(db: Database, school: Class) -> None:
    statement = load_queries("chronos.analytics", "rollup.sql")["days_to_recompute"]
    days = [TODAY - timedelta(days=number) for number in reversed(range(380))]
    async with db.as_service("test") as tx:
        await tx.execute("set local timezone to 'America/Santiago'")
        found = await tx.fetch(statement, {"first": days[0], "last": days[-1], "creator_id": school.creator_id})
    assert [row["date"] for row in found] == days


async def test_days_of_an_earlier_time_zone_are_taken_back(db: Database, school: Class) -> None:
    """It is always another day on Kiritimati than in Pago Pago."""
    choose = "update creators set settings = jsonb_build_object('time_zone', %(zone)s::text)"
    async with db.as_service("test") as tx:
        await tx.execute(choose, {"zone": "Pacific/Kiritimati"})
        await add_facts(tx, [Fact(datetime.now(UTC), school.creator_id, school.students[0], "search")])
    await recompute(db, TODAY - timedelta(days=3))
    async with db.as_service("test") as tx:
        await tx.execute(choose, {"zone": "Pacific/Pago_Pago"})
    await recompute(db, TODAY - timedelta(days=3))
    async with db.as_service("test") as tx:
        days = await tx.fetch("select date from private.creator_days")
        assert [row["date"] for row in days] == list(await creator_rows(tx)) == [await _today(db, school)]


async def test_a_period_that_ends_before_it_begins_is_refused(db: Database) -> None:
    with pytest.raises(Invalid) as caught:
        await recompute(db, date(2025, 2, 1), date(2025, 1, 31))
    assert caught.value.code == "period_invalid"
