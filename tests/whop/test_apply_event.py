"""Deliveries of the inbox: what becomes of each."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from chronos.db import Database
from chronos.whop import Delivery, apply_due, apply_event, change_product, receive_delivery
from tests.factories import as_creator
from tests.whop.test_apply_membership import a_company, the_students
from tests.whop.test_normalise import DATA, V1

NOW = datetime.now(UTC)


async def deliver(db: Database, body: object, webhook_id: str = "msg_1") -> dict[str, Any]:
    """Receive and apply it, and return its row."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    await receive_delivery(db, Delivery(webhook_id, NOW, content))
    await apply_event(db, webhook_id)
    return await the_event(db, webhook_id)


async def the_event(db: Database, webhook_id: str = "msg_1") -> dict[str, Any]:
    async with db.as_service("test") as tx:
        row = await tx.fetch_one("select * from private.whop_events where webhook_id = %(id)s", {"id": webhook_id})
    assert row
    return row


async def test_an_event_gives_and_another_takes_access(db: Database) -> None:
    async with db.as_service("test") as tx:
        creator = await a_company(tx, "biz_1")
    event = await deliver(db, V1)
    assert (event["status"], event["kind"], event["company_id"], event["user_id"]) == (
        "applied", "membership.activated", "biz_1", "user_1",
    )  # fmt: skip
    ended = V1 | {"type": "membership.deactivated", "timestamp": "2026-01-01T00:00:00Z"}
    assert (await deliver(db, ended, "msg_2"))["status"] == "applied"
    assert (await deliver(db, V1, "msg_3"))["status"] == "superseded"
    async with db.as_service("test") as tx:
        [student] = await the_students(tx)
        products = await tx.fetch("select creator_id, product_id, title, gives from whop_products")
    assert not student["is_active"]
    assert products == [{"creator_id": creator, "product_id": "prod_1", "title": "All lessons", "gives": "all_courses"}]


async def test_events_of_an_unknown_company_wait_for_its_creator(
    db: Database, superuser: psycopg.Connection[Any]
) -> None:
    async with db.as_service("test") as tx:
        await a_company(tx, "biz_other")
    event = await deliver(db, V1)
    assert (event["status"], event["waits_for"]) == ("waiting", "biz_1")
    async with db.as_service("test") as tx:
        creator = await a_company(tx, "biz_1", name="Bob")
    jobs = superuser.execute("select args from jobs.procrastinate_jobs where task_name = 'whop.apply'").fetchall()
    assert ({"webhook_id": "msg_1"},) in jobs
    await apply_event(db, "msg_1")
    async with db.as_service("test") as tx:
        [student] = await the_students(tx)
    assert student["creator_id"] == creator


async def test_a_failed_payment_marks_and_takes_nothing(db: Database) -> None:
    failed = V1 | {"type": "payment.failed", "data": {"id": "pay_1", "membership": {"id": "mem_1"}}}
    async with db.as_service("test") as tx:
        await a_company(tx, "biz_1")
    assert (await deliver(db, failed))["waits_for"] == "mem_1"
    await deliver(db, V1, "msg_2")
    await apply_event(db, "msg_1")
    async with db.as_service("test") as tx:
        [row] = await tx.fetch("select payment_failed_at is not null as is_marked from private.whop_memberships")
        [student] = await the_students(tx)
    assert row["is_marked"]
    assert student["is_active"]


async def test_unknown_types_are_kept_and_counted(db: Database) -> None:
    assert (await deliver(db, V1 | {"type": "dispute.created", "data": {"id": "dspt_1"}}))["status"] == "ignored"


@pytest.mark.parametrize("body", [b"\x00", b"{", b"[" * 100_000, V1 | {"data": DATA | {"id": "\ud800\0"}}])
async def test_unreadable_bodies_fail_with_a_sentence(db: Database, body: Any) -> None:
    event = await deliver(db, body)
    assert (event["status"], event["due_at"]) == ("failed", None)
    assert event["error_message"].endswith(".")


async def test_a_full_plan_fails_the_event_and_is_tried_again(db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_company(tx, "biz_1")
        await tx.execute("update private.tiers set students = 0")
    event = await deliver(db, V1)
    assert (event["status"], event["attempts"]) == ("failed", 1)
    assert "no room for another active student" in event["error_message"]
    assert event["due_at"] > datetime.now(UTC)
    async with db.as_service("test") as tx:
        assert [student["is_active"] for student in await the_students(tx)] == [False]
        await tx.execute("update private.tiers set students = 5")
        await tx.execute("update private.whop_events set due_at = now()")
    assert await apply_due(db) == 1
    async with db.as_service("test") as tx:
        [student] = await the_students(tx)
    assert student["is_active"]


async def test_a_bug_fails_the_event_up_to_the_last_attempt(db: Database, superuser: psycopg.Connection[Any]) -> None:
    superuser.execute("alter table private.whop_memberships drop column plan_id")
    async with db.as_service("test") as tx:
        await a_company(tx, "biz_1")
    event = await deliver(db, V1)
    assert (event["status"], event["attempts"], event["due_at"] is not None) == ("failed", 1, True)
    for _ in range(7):
        await apply_event(db, "msg_1")
    event = await the_event(db)
    assert (event["status"], event["attempts"], event["due_at"]) == ("failed", 8, None)


async def test_a_job_that_was_lost_is_made_up_for(db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_company(tx, "biz_1")
    await receive_delivery(db, Delivery("msg_1", NOW, json.dumps(V1).encode()))
    assert await apply_due(db) == 0  # its job has two minutes
    async with db.as_service("test") as tx:
        await tx.execute("update private.whop_events set due_at = now() - interval '1 s'")
    assert await apply_due(db) == 1
    assert (await the_event(db))["status"] == "applied"


async def test_an_applied_event_is_left_alone(db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_company(tx, "biz_1")
    first = await deliver(db, V1)
    await apply_event(db, "msg_1")
    assert await the_event(db) == first


async def test_the_older_forms_name_their_company_by_the_product(db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_company(tx, "biz_1")
    old = {
        "action": "membership.went_valid",
        "data": {k: v for k, v in DATA.items() if k != "company"} | {"id": "mem_2"},
    }
    assert (await deliver(db, old))["waits_for"] == "prod_1"
    await deliver(db, V1, "msg_2")
    await apply_event(db, "msg_1")
    assert (await the_event(db))["status"] == "applied"


async def test_an_owner_gets_no_members_by_listing_anothers_product(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada, eve = await a_company(tx, "biz_1"), await a_company(tx, "biz_2", name="Eve")
    async with db.acting_as(as_creator(eve)) as tx:
        await change_product(tx, as_creator(eve), "prod_1", "all_courses")
    old = {"action": "membership.went_valid", "data": {k: v for k, v in DATA.items() if k != "company"}}
    assert (await deliver(db, old))["waits_for"] == "prod_1"
    await deliver(db, V1 | {"data": DATA | {"id": "mem_2", "user": {"id": "user_2"}}}, "msg_2")
    await apply_event(db, "msg_1")
    async with db.as_service("test") as tx:
        assert {student["creator_id"] for student in await the_students(tx)} == {ada}
    assert (await the_event(db))["status"] == "applied"


async def test_a_product_names_itself(db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_company(tx, "biz_1")
    named = V1 | {"type": "product.updated", "data": {"id": "prod_1", "title": "New"}}
    assert (await deliver(db, named))["status"] == "applied"
    assert (await deliver(db, named | {"company_id": "biz_2"}, "msg_2"))["status"] == "ignored"


async def test_a_cancelled_membership_ends_with_its_period(db: Database) -> None:
    ends_at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    data = DATA | {"cancel_at_period_end": True, "renewal_period_end": ends_at.isoformat()}
    async with db.as_service("test") as tx:
        await a_company(tx, "biz_1")
    await deliver(db, V1 | {"type": "membership.cancel_at_period_end_changed", "data": data})
    async with db.as_service("test") as tx:
        [student] = await the_students(tx)
    assert (student["is_active"], student["access_ends_at"]) == (True, ends_at)
