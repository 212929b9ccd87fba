"""The inbox, as the operator sees it."""

import json
from datetime import UTC, datetime

import pytest

from chronos.db import Database
from chronos.errors import Invalid, NotFound
from chronos.whop import (
    Delivery,
    apply_due,
    apply_event,
    forget_bodies,
    list_inbox,
    receive_delivery,
    replay_events,
    replay_failed,
)
from tests.whop.test_apply_event import deliver, the_event
from tests.whop.test_apply_membership import a_company, the_students
from tests.whop.test_normalise import V1, V2

NOW = datetime.now(UTC)


async def test_a_delivery_is_kept_once(db: Database) -> None:
    delivery = Delivery("msg_1", NOW, b"{}")
    assert await receive_delivery(db, delivery)
    assert not await receive_delivery(db, delivery)
    inbox = await list_inbox(db)
    assert [(one.webhook_id, one.status, one.has_body) for one in inbox.events] == [("msg_1", "received", True)]
    assert inbox.counts == {"received": 1}


async def test_deliveries_are_counted_by_status_and_ignored_ones_by_type(db: Database) -> None:
    await deliver(db, V1)
    await deliver(db, V1 | {"type": "dispute.created"}, "msg_2")
    await deliver(db, V1 | {"type": "dispute_created"}, "msg_3")
    inbox = await list_inbox(db, "ignored", limit=1)
    assert (inbox.counts, inbox.kinds) == ({"ignored": 2, "waiting": 1}, {"dispute.created": 2})
    assert len(inbox.events) == 1
    with pytest.raises(Invalid, match="use one of received"):
        await list_inbox(db, "lost")


async def test_failed_deliveries_are_applied_again(db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_company(tx, "biz_1")
        await tx.execute("update private.tiers set students = 0")
    await deliver(db, V1)
    async with db.as_service("test") as tx:
        await tx.execute("update private.tiers set students = 9")
    assert await replay_failed(db) == 1
    assert await replay_failed(db) == 0
    assert await apply_due(db) == 1
    assert (await the_event(db))["status"] == "applied"
    assert await replay_events(db, ["msg_1"]) == 1
    await apply_event(db, "msg_1")
    assert (await the_event(db))["status"] == "applied"


async def test_a_removed_body_cannot_be_applied_again(db: Database) -> None:
    with pytest.raises(NotFound, match="chronos whop inbox"):
        await replay_events(db, ["msg_1"])
    await deliver(db, V1)
    async with db.as_service("test") as tx:
        await tx.execute("update private.whop_events set body = null")
    with pytest.raises(Invalid, match="removed"):
        await replay_events(db, ["msg_1"])


async def test_bodies_go_after_thirty_days_and_rows_after_half_a_year(db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_company(tx, "biz_1")
    for days in (1, 31, 181):
        await deliver(db, V1, f"msg_{days}")
        async with db.as_service("test") as tx:
            await tx.execute(
                "update private.whop_events set received_at = now() - make_interval(days => %(days)s) "
                "where webhook_id = %(id)s",
                {"days": days, "id": f"msg_{days}"},
            )
    await forget_bodies(db)
    inbox = await list_inbox(db)
    assert [(one.webhook_id, one.has_body) for one in inbox.events] == [("msg_1", True), ("msg_31", False)]
    assert (await the_event(db, "msg_31"))["user_id"] is None


async def test_a_removed_student_leaves_nothing_in_the_inbox(db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_company(tx, "biz_1")
    await deliver(db, V1)
    await deliver(db, V1 | {"type": "payment.created", "data": {"user": {"id": "user_1"}}}, "msg_2")
    payment = {"membership": {"id": V1["data"]["id"]}, "card_last4": "4242"}  # whose it is, the membership says
    await deliver(db, V1 | {"type": "payment.failed", "data": payment}, "msg_3")
    await deliver(db, V2, "msg_4")  # of no company
    async with db.as_service("test") as tx:
        [student] = await the_students(tx)
        await tx.execute("delete from students where id = %(id)s", {"id": student["id"]})
        rows = await tx.fetch("select body, user_id from private.whop_events")
        assert rows == [{"body": None, "user_id": None}] * 4
        assert await tx.fetch("select from private.whop_memberships") == []


async def test_a_removed_creator_leaves_no_bodies(db: Database) -> None:
    async with db.as_service("test") as tx:
        creator = await a_company(tx, "biz_1")
    await deliver(db, V1)
    async with db.as_service("test") as tx:
        await tx.execute("delete from creators where id = %(id)s", {"id": creator})
        assert await tx.fetch("select body from private.whop_events") == [{"body": None}]


async def test_a_body_is_kept_as_it_was_signed(db: Database) -> None:
    body = json.dumps(V1, indent=2).encode()
    await receive_delivery(db, Delivery("msg_1", NOW, body))
    assert bytes((await the_event(db))["body"]) == body
