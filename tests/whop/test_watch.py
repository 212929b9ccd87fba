"""The watch: a gap without a worker is followed by a reading; without a key nothing is read."""

import asyncio
import importlib

import psycopg
import pytest
from psycopg.types.json import Jsonb

from chronos.db import Database
from chronos.model import CreatorId
from chronos.whop import read_from_whop, watch_for_gaps
from chronos.whop.reconcile import CompanyReport
from tests.whop.simulated import Whop

RECONCILE = importlib.import_module("chronos.whop.reconcile")  # the room's face has a function of this name


@pytest.mark.parametrize(("away", "reads"), [("10 minutes", True), ("1 minute", False)])
async def test_gap_is_followed_by_a_reading(
    db: Database, whop: Whop, school: CreatorId, superuser: psycopg.Connection, away: str, reads: bool
) -> None:
    superuser.execute(
        "insert into private.whop_watch (seen_at, report) values (now() - %s::interval, %s)",
        [away, Jsonb({"companies": [{"company_id": whop.company.id}]})],
    )
    await watch_for_gaps(db, lambda: whop.client, None)
    await watch_for_gaps(db, lambda: pytest.fail("no gap"), None)
    [(began,)] = superuser.execute("select began_at from private.whop_watch").fetchall()
    assert (began is not None) == reads


async def test_a_reading_that_was_killed_is_made_up_for(
    db: Database, whop: Whop, school: CreatorId, superuser: psycopg.Connection
) -> None:
    superuser.execute("insert into private.whop_watch (running_until) values (now() - interval '1 second')")
    await watch_for_gaps(db, lambda: whop.client, None)
    await watch_for_gaps(db, lambda: pytest.fail("it has ended"), None)
    [(running, succeeded)] = superuser.execute("select running_until, succeeded_at from private.whop_watch").fetchall()
    assert running is None
    assert succeeded is not None


async def test_a_company_that_was_connected_is_read_within_a_minute(
    db: Database, whop: Whop, school: CreatorId, superuser: psycopg.Connection
) -> None:
    """Who bought before has access without an event."""
    whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
    superuser.execute("insert into private.whop_watch (report) values ('{\"companies\": []}')")
    await watch_for_gaps(db, lambda: whop.client, None)
    assert superuser.execute("select from students where whop_user_id = %s", [whop.person("Sam Student")]).rowcount == 1
    whop.simulator.is_down = True  # a company that cannot be read waits for the hour
    superuser.execute("update private.whop_watch set report = null")
    await watch_for_gaps(db, lambda: whop.client, None)
    await watch_for_gaps(db, lambda: pytest.fail("it was tried"), None)


async def test_a_long_reading_keeps_its_place(
    db: Database, whop: Whop, school: CreatorId, superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RECONCILE, "RENEWAL_SECONDS", 0.01)
    kept: list[bool] = []

    async def slow(*_: object) -> CompanyReport:
        superuser.execute("update private.whop_watch set running_until = now() - interval '1 second'")
        while not kept or not kept[-1]:
            await asyncio.sleep(0.01)
            kept.append(bool(superuser.execute("select from private.whop_watch where running_until > now()").rowcount))
        return CompanyReport("biz_1")

    monkeypatch.setattr(RECONCILE, "_reconcile_company", slow)
    await read_from_whop(db, lambda: whop.client, None)
    assert kept[-1]


async def test_dead_reading_is_taken_up_at_the_next_look_after_its_time(
    db: Database, whop: Whop, school: CreatorId, superuser: psycopg.Connection
) -> None:
    superuser.execute("select private.begin_whop_reading(%s)", [RECONCILE.HELD_SECONDS])
    before = "select succeeded_at from private.whop_watch"
    report = Jsonb({"companies": [{"company_id": whop.company.id}]})
    superuser.execute("update private.whop_watch set report = %s", [report])
    await watch_for_gaps(db, lambda: pytest.fail("it may run"), None)
    shift = "update private.whop_watch set running_until = running_until - %s * interval '1 s'"
    superuser.execute(shift, [RECONCILE.HELD_SECONDS])
    await watch_for_gaps(db, lambda: whop.client, None)
    assert superuser.execute(before).fetchall() != [(None,)]


async def test_without_a_key_nothing_is_read(db: Database, superuser: psycopg.Connection) -> None:
    await read_from_whop(db, lambda: None, None)
    assert superuser.execute("select began_at from private.whop_watch").fetchall() == []


async def test_reading_of_another_process_is_no_failure(
    db: Database, whop: Whop, superuser: psycopg.Connection
) -> None:
    superuser.execute("insert into private.whop_watch (running_until) values (now() + interval '1 minute')")
    await read_from_whop(db, lambda: whop.client, None)
