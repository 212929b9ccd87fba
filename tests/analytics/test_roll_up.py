"""Days are counted from facts: the same rows however often, in whatever order, and after a crash."""

import json
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from chronos.analytics import recompute, roll_up_days
from chronos.db import Database
from tests.analytics.conftest import ZONE, Class
from tests.analytics.facts import (
    FIRST_DAY,
    TODAY,
    Fact,
    add_facts,
    counted_days,
    creator_rows,
    every_byte,
    some_facts,
    video_rows,
)
from tests.factories import a_creator, a_student


async def test_a_year_is_counted_to_the_same_rows_in_any_order(db: Database, school: Class) -> None:
    random = Random(1)
    facts = some_facts(random, school.creator_id, school.students, school.videos, 20_000)
    async with db.as_service("test") as tx:
        await add_facts(tx, facts)
    assert await roll_up_days(db) > 360
    async with db.as_service("test") as tx:
        assert (await video_rows(tx), await creator_rows(tx)) == counted_days(facts, ZONE)
        first = await every_byte(tx)
        days = await tx.fetch("select date from usage_metrics")
        random.shuffle(days)
        for day in days:
            await tx.execute("select private.roll_up(%(id)s, %(date)s)", {"id": school.creator_id, "date": day["date"]})
        assert await every_byte(tx) == first
        random.shuffle(facts)
        await tx.execute("delete from private.facts")
        await tx.execute("delete from video_analytics")
        await tx.execute("delete from usage_metrics")
        await add_facts(tx, facts)
    await recompute(db, FIRST_DAY)
    async with db.as_service("test") as tx:
        assert (await video_rows(tx), await creator_rows(tx)) == counted_days(facts, ZONE)


async def test_a_crash_between_days_leaves_nothing_uncounted(
    db: Database, school: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = some_facts(Random(2), school.creator_id, school.students, school.videos, 200)
    async with db.as_service("test") as tx:
        await add_facts(tx, facts)
    whole, calls = db.as_service, iter(range(99))

    def failing(reason: str) -> Any:
        if next(calls) == 20:
            raise ConnectionError
        return whole(reason)

    monkeypatch.setattr(db, "as_service", failing)
    with pytest.raises(ConnectionError):
        await roll_up_days(db)
    monkeypatch.undo()
    async with db.as_service("test") as tx:
        assert len(await creator_rows(tx)) == 19
    await roll_up_days(db)
    async with db.as_service("test") as tx:
        assert (await video_rows(tx), await creator_rows(tx)) == counted_days(facts, ZONE)


async def test_only_days_with_new_facts_are_counted(db: Database, school: Class) -> None:
    now = datetime.now(UTC)
    old, new = [
        Fact(at, school.creator_id, school.students[0], "question")
        for at in (now - timedelta(days=40), now - timedelta(minutes=2))
    ]
    async with db.as_service("test") as tx:
        await tx.execute("delete from private.ledger")  # as if the videos had been added long ago
        await add_facts(tx, [old])
    assert await roll_up_days(db) == 1
    assert await roll_up_days(db) == 0
    async with db.as_service("test") as tx:
        await add_facts(tx, [new])  # its transaction ended after the days had been read
    assert await roll_up_days(db) == 1
    async with db.as_service("test") as tx:
        assert sum(row["chat_messages_sent"] for row in (await creator_rows(tx)).values()) == 2


async def test_a_day_without_facts_has_no_row(db: Database, school: Class) -> None:
    fact = Fact(datetime.now(UTC) - timedelta(days=3), school.creator_id, school.students[0], "play", school.videos[0])
    async with db.as_service("test") as tx:
        await add_facts(tx, [fact])
    await roll_up_days(db)
    async with db.as_service("test") as tx:
        assert (len(await video_rows(tx)), len(await creator_rows(tx))) == (1, 1)
        await tx.execute("delete from private.facts")
    await recompute(db, TODAY - timedelta(days=9))
    async with db.as_service("test") as tx:
        assert (await video_rows(tx), await creator_rows(tx)) == ({}, {})


async def test_completion_is_the_share_of_the_days_viewers_who_completed(db: Database, school: Class) -> None:
    at = datetime.now(UTC) - timedelta(days=3)
    facts = [Fact(at, school.creator_id, student, "watch", school.videos[0], 1000) for student in school.students]
    facts += [Fact(at, school.creator_id, student, "complete", school.videos[0]) for student in school.students[:2]]
    async with db.as_service("test") as tx:
        await add_facts(tx, facts)
    await roll_up_days(db)
    async with db.as_service("test") as tx:
        [row] = (await video_rows(tx)).values()
    assert (row["unique_viewers"], row["completion_rate"], row["watch_seconds"]) == (8, 0.25, 8)


async def test_facts_of_one_school_count_nothing_for_videos_of_another(db: Database, school: Class) -> None:
    at = datetime.now(UTC) - timedelta(days=3)
    async with db.as_service("test") as tx:
        other = await a_creator(tx)
        theirs = await a_student(tx, other)
        fact = Fact(at, school.creator_id, school.students[0], "citation", school.videos[0])
        await add_facts(tx, [fact, *[Fact(at, other, theirs, "citation", school.videos[0])] * 5])
    await roll_up_days(db)
    async with db.as_service("test") as tx:
        assert [row["ai_interactions"] for row in (await video_rows(tx)).values()] == [1]


async def test_removed_video_leaves_the_creators_totals(db: Database, school: Class) -> None:
    facts = some_facts(Random(3), school.creator_id, school.students, school.videos, 300)
    async with db.as_service("test") as tx:
        await add_facts(tx, facts)
    await roll_up_days(db)
    async with db.as_service("test") as tx:
        before = await creator_rows(tx)
        await tx.execute("delete from videos where id = %(id)s", {"id": school.videos[0]})
    await recompute(db, FIRST_DAY)
    async with db.as_service("test") as tx:
        assert await creator_rows(tx) == before
        left = {key: row for key, row in counted_days(facts, ZONE)[0].items() if key[0] != school.videos[0]}
        assert await video_rows(tx) == left


@pytest.mark.parametrize(
    ("chosen", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("America/Port-au-Prince", "America/Port-au-Prince"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("Japan", "Japan"),
        ("Europe/Atlantis", "UTC"),
        ("CEST", "UTC"),
        ("+3", "UTC"),
        ("XYZ-3", "UTC"),
        ("Foo/Bar-3", "UTC"),
        ("", "UTC"),
        (None, "UTC"),
        (5, "UTC"),
    ],
)
async def test_time_zone_is_a_known_name_or_utc(db: Database, chosen: object, zone: str) -> None:
    async with db.as_service("test") as tx:
        creator = await a_creator(tx)
        await tx.execute(
            "update creators set settings = %(settings)s::jsonb", {"settings": json.dumps({"time_zone": chosen})}
        )
        row = await tx.fetch_one("select private.time_zone(%(id)s) as zone", {"id": creator})
    assert row == {"zone": zone}


async def test_days_of_every_time_zone_begin_where_the_last_one_ends(db: Database) -> None:
    """Clocks are set back over midnight in Havana, and forward from it in Beirut."""
    async with db.as_service("test") as tx:
        wrong = await tx.fetch(
            "select n.name, day::date as date "
            "from (select name from pg_timezone_names where name ~ '/' and name !~ '^(posix|right|Etc|US)/') n "
            "cross join generate_series(%(first)s::date, %(first)s::date + 365, interval '1 day') day "
            "cross join lateral (select private.day_start(day::date, n.name) as at) start "
            "where (start.at at time zone n.name)::date <> day::date "
            "or ((start.at - interval '1 second') at time zone n.name)::date <> day::date - 1 "
            "or ((start.at - interval '1 hour') at time zone n.name)::date <> day::date - 1",
            {"first": date(2025, 1, 1)},
        )
    assert wrong == []


@pytest.mark.parametrize("zone", ["America/Havana", "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Kiritimati"])
async def test_days_with_another_length_are_counted_whole(db: Database, school: Class, zone: str) -> None:
    random = Random(zone)
    facts = some_facts(random, school.creator_id, school.students, school.videos, 2000)
    async with db.as_service("test") as tx:
        await tx.execute(
            "update creators set settings = jsonb_build_object('time_zone', %(zone)s::text)", {"zone": zone}
        )
        await add_facts(tx, facts)
    await roll_up_days(db)
    async with db.as_service("test") as tx:
        assert (await video_rows(tx), await creator_rows(tx)) == counted_days(facts, zone)
