"""Readings in, access out."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from chronos.db import Database, Tx
from chronos.db.pool import SERVICE
from chronos.model import CreatorId
from chronos.whop import MembershipReading, Outcome, State, apply_membership, settle_due
from tests.factories import a_creator, as_student

NOW = datetime.now(UTC)
READING = MembershipReading(
    id="mem_1",
    company_id="biz_ada",
    user_id="user_sam",
    product_id="prod_1",
    plan_id="plan_1",
    state="active",
    gives_access=True,
    access_ends_at=None,
    changed_at=NOW - timedelta(days=1),
    name="Sam",
    email="sam@example.com",
)
ENDED = replace(READING, state="canceled", gives_access=False, changed_at=NOW - timedelta(hours=1))


async def a_company(tx: Tx, company_id: str = "biz_ada", *, name: str = "Ada") -> CreatorId:
    creator = await a_creator(tx, name=name)
    await tx.execute(
        "update creators set whop_company_id = %(company)s where id = %(id)s", {"company": company_id, "id": creator}
    )
    return creator


async def the_students(tx: Tx) -> Sequence[Mapping[str, Any]]:
    return await tx.fetch("select * from students order by whop_user_id, creator_id")


async def test_a_buyer_becomes_a_student(db: Database) -> None:
    async with db.as_service("test") as tx:
        creator = await a_company(tx)
        assert await apply_membership(tx, READING) == Outcome("applied")
        [student] = await the_students(tx)
    assert (student["creator_id"], student["name"], student["email"]) == (creator, "Sam", "sam@example.com")
    assert student["is_active"]
    assert student["sees_all_courses"]
    assert student["whop_membership_id"] == "mem_1"


async def test_an_older_reading_changes_nothing(db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_company(tx)
        await apply_membership(tx, READING)
        assert await apply_membership(tx, ENDED) == Outcome("applied")
        assert await apply_membership(tx, READING) == Outcome("superseded")
        [student] = await the_students(tx)
    assert not student["is_active"]


async def test_at_the_same_time_no_access_goes_before_access(db: Database) -> None:
    ended = replace(ENDED, changed_at=READING.changed_at)
    for order in ((READING, ended), (ended, READING)):
        async with db.dry_run_as(SERVICE) as tx:
            await a_company(tx)
            for reading in order:
                await apply_membership(tx, reading)
            rows = await tx.fetch("select gives_access from private.whop_memberships")
        assert rows == [{"gives_access": False}]


async def test_an_unknown_company_makes_no_student(db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_company(tx, "biz_bob")
        assert await apply_membership(tx, READING) == Outcome("waiting", "biz_ada")
        assert await the_students(tx) == []
        assert await tx.fetch("select from private.whop_memberships") == []


async def test_access_ends_at_its_time_without_anything_running(db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_company(tx)
        await apply_membership(tx, replace(READING, access_ends_at=NOW + timedelta(days=1)))
        [student] = await the_students(tx)
        assert student["access_ends_at"] == NOW + timedelta(days=1)
        await tx.execute("update students set access_ends_at = now() - interval '1 second'")
    async with db.acting_as(as_student(student["id"])) as tx:
        assert await the_students(tx) == []


async def test_a_job_notes_that_access_has_ended(db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_company(tx)
        await apply_membership(tx, replace(READING, access_ends_at=NOW + timedelta(days=1)))
        await tx.execute(
            "update private.whop_memberships set access_ends_at = now() - interval '1 s', settle_at = now()"
        )
    assert await settle_due(db) == 1
    assert await settle_due(db) == 0
    async with db.as_service("test") as tx:
        [student] = await the_students(tx)
    assert not student["is_active"]


async def test_memberships_of_a_person_at_once_wait_for_each_other(db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_company(tx)

    async def apply(number: int, minutes: int) -> None:
        at = READING.changed_at + timedelta(minutes=minutes)
        gives = (number + minutes) % 2 == 0
        state: State = "active" if gives else "canceled"
        async with db.as_service("test") as tx:
            reading = replace(READING, id=f"mem_{number}", changed_at=at, gives_access=gives, state=state)
            await apply_membership(tx, reading)

    await asyncio.gather(*(apply(number, minutes) for minutes in range(6) for number in range(4)), settle_due(db))
    async with db.as_service("test") as tx:
        [student] = await the_students(tx)
        rows = await tx.fetch("select gives_access from private.whop_memberships order by id")
    assert [row["gives_access"] for row in rows] == [False, True, False, True]
    assert student["is_active"]
