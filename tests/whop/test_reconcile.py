"""Reconcile: what is here becomes what is on Whop, and nothing ends because Whop could not be read."""

import asyncio
import importlib
from typing import Any

import psycopg
import pytest

from chronos.cli.whop_reconcile import PATIENCE_SECONDS
from chronos.db import Database
from chronos.errors import Conflict
from chronos.model import CreatorId
from chronos.whop import WhopClient, reconcile
from chronos.whop.reconcile import CompanyReport
from tests.whop.simulated import Whop

RECONCILE = importlib.import_module("chronos.whop.reconcile")  # the room's face has a function of this name


async def active(db: Database) -> dict[str, bool]:
    """Each student by its user on Whop, and whether it is active."""
    async with db.as_service("test") as tx:
        rows = await tx.fetch("select whop_user_id, is_active from students order by created_at")
    return {row["whop_user_id"]: row["is_active"] for row in rows}


async def test_lost_events_are_made_good(db: Database, whop: Whop, school: CreatorId) -> None:
    world, sam, kim = whop.simulator.world, whop.person("Sam Student"), whop.person("Kim Learner")
    stays, goes = world.buy(sam, whop.product.id), world.buy(kim, whop.product.id)
    first = await reconcile(db, whop.client)
    assert await active(db) == {sam: True, kim: True}
    assert {(one.id, one.was, one.now) for one in first.companies[0].repaired} == {
        (stays.id, None, "active"),
        (goes.id, None, "active"),
    }
    world.cancel(goes.id)
    second = await reconcile(db, whop.client)
    assert await active(db) == {sam: True, kim: False}
    assert [(one.id, one.was, one.now) for one in second.companies[0].repaired] == [(goes.id, "active", "canceled")]
    assert (await reconcile(db, whop.client)).repaired == 0
    assert second.errors == []


async def test_failing_page_ends_nothing_and_is_reported(db: Database, whop: Whop, school: CreatorId) -> None:
    world = whop.simulator.world
    people = [world.add_person(f"Person {number}").id for number in range(120)]
    for person in people:
        world.buy(person, whop.product.id)
    await reconcile(db, whop.client)
    assert all((await active(db)).values())
    for person in people[60:]:  # of the last pages
        [bought] = [each for each in world.memberships.values() if each.user_id == person]
        del world.memberships[bought.id]
    whop.simulator.is_down = True
    report = await reconcile(db, whop.client)
    assert "memberships" in report.errors[0]
    assert sum((await active(db)).values()) == 120
    whop.simulator.is_down = False
    assert (await reconcile(db, whop.client)).repaired == 60
    assert sum((await active(db)).values()) == 60


async def test_key_that_sees_nothing_ends_nothing(db: Database, whop: Whop, school: CreatorId) -> None:
    """A key without the permission gets an empty list, not an error, and cannot ask for access either."""
    sam = whop.person("Sam Student")
    bought = whop.simulator.world.buy(sam, whop.product.id)
    await reconcile(db, whop.client)
    del whop.simulator.world.memberships[bought.id]
    whop.simulator.fail_next("users/", 404, times=10)
    whop.simulator.fail_next("team_members", 403)
    report = await reconcile(db, whop.client)
    assert await active(db) == {sam: True}
    assert report.companies[0].unclear[0].startswith(bought.id)
    assert report.errors[0].startswith(f"{whop.company.id}: team: ")


async def test_unknown_status_changes_nothing(db: Database, whop: Whop, school: CreatorId) -> None:
    sam = whop.person("Sam Student")
    bought = whop.simulator.world.buy(sam, whop.product.id)
    await reconcile(db, whop.client)
    whop.simulator.world._change(bought.id, "membership.updated", status="levitating")
    report = await reconcile(db, whop.client)
    assert (await active(db), len(report.companies[0].unclear)) == ({sam: True}, 1)


async def test_membership_of_another_company_is_an_error(db: Database, whop: Whop, school: CreatorId) -> None:
    foreign = whop.simulator.world.add_company("Elsewhere")
    product = whop.simulator.world.add_product(foreign, "Thing")
    whop.simulator.world.buy(whop.person("Sam Student"), product.id)

    listed = whop.client._requests

    class Mixed:
        """Answers with the memberships of the other company."""

        async def get_dated(self, path: str, query: dict[str, Any]) -> Any:
            return await listed.get_dated(path, dict(query) | {"account_id": foreign.id})

    report = await reconcile(db, WhopClient(Mixed()))  # type: ignore[arg-type]
    assert await active(db) == {}
    assert "another company" in report.errors[0]


async def test_one_company_that_fails_keeps_no_other_waiting(db: Database, whop: Whop, school: CreatorId) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("insert into creators (name, whop_company_id) values ('Bob', 'biz_0')")
    whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
    whop.simulator.fail_next("memberships", 403)
    report = await reconcile(db, whop.client)
    assert sorted(bool(each.errors) for each in report.companies) == [False, True]
    assert await active(db) == {whop.person("Sam Student"): True}


async def test_one_reading_at_a_time(
    db: Database, whop: Whop, school: CreatorId, superuser: psycopg.Connection
) -> None:
    superuser.execute("insert into private.whop_watch (running_until) values (now() + interval '1 minute')")
    with pytest.raises(Conflict) as caught:
        await reconcile(db, whop.client)
    assert caught.value.code == "whop_reading"
    superuser.execute("update private.whop_watch set running_until = now() + interval '1 second'")  # it ends soon
    await reconcile(db, whop.client, patience_seconds=60)
    superuser.execute("update private.whop_watch set running_until = now() - interval '1 second'")  # it died
    await reconcile(db, whop.client)
    [(running, error, report)] = superuser.execute(
        "select running_until, error_message, report from private.whop_watch"
    ).fetchall()
    assert (running, error, len(report["companies"])) == (None, None, 1)


async def test_reading_whose_place_was_taken_neither_renews_nor_frees_it(
    db: Database, whop: Whop, school: CreatorId, superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RECONCILE, "RENEWAL_SECONDS", 0.01)

    async def lose_place(*_: object) -> CompanyReport:
        superuser.execute(
            "update private.whop_watch set running_until = '2200-01-01', began_at = '2199-01-01', report = '{}'"
        )
        await asyncio.sleep(0.2)  # time for several renewals
        return CompanyReport("biz_1")

    monkeypatch.setattr(RECONCILE, "_reconcile_company", lose_place)
    assert len((await reconcile(db, whop.client)).companies) == 1
    [(running, began, report)] = superuser.execute(
        "select running_until, began_at, report from private.whop_watch"
    ).fetchall()
    assert (running.year, began.year, report) == (2200, 2199, {})


def test_dead_reading_frees_its_place_before_patience_ends() -> None:
    assert 3 * RECONCILE.RENEWAL_SECONDS < RECONCILE.HELD_SECONDS < 60
    assert 2 * RECONCILE.HELD_SECONDS < PATIENCE_SECONDS
