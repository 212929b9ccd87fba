"""An event without a time is a hint: Whop's answer wins; without an answer the event holds until the next reading."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from chronos.db import Database
from chronos.model import CreatorId
from chronos.whop import Delivery, WhopClient, apply_event, catch_up, receive_delivery, reconcile, watch_for_gaps
from chronos.whop.confirm import Confirmation, confirm
from chronos.whop.membership import MembershipReading
from chronos.whop.simulator.bodies import Form, body_of
from tests.whop.simulated import Whop
from tests.whop.test_apply_event import the_event
from tests.whop.test_apply_membership import a_company
from tests.whop.test_normalise import V1
from tests.whop.test_reconcile import active

NOW = datetime.now(UTC).replace(microsecond=0)
OLD_FORMS: tuple[Form, ...] = ("v2", "v5")
Send = Callable[..., Awaitable[str]]


@pytest.fixture
def send(db: Database, whop: Whop, school: CreatorId) -> Send:
    """Deliver an event of the world in a form, signed at a time, and apply it; return its status."""

    async def run(number: int, form: Form, sent_at: datetime = NOW, client: WhopClient | None = whop.client) -> str:
        event = whop.simulator.world.events[number]
        body = json.dumps(body_of(whop.simulator.world, event, form)).encode()
        await receive_delivery(db, Delivery(event.id, sent_at, body))
        await apply_event(db, event.id, client)
        status: str = (await the_event(db, event.id))["status"]
        return status

    return run


def is_unconfirmed(superuser: psycopg.Connection) -> bool:
    return bool(superuser.execute("select from private.whop_watch where unconfirmed_at is not null").rowcount)


@pytest.mark.parametrize("form", OLD_FORMS)
async def test_late_activated_does_not_reopen_an_ended_membership(
    db: Database, whop: Whop, send: Send, form: Form
) -> None:
    world, sam = whop.simulator.world, whop.person("Sam Student")
    world.cancel(world.buy(sam, whop.product.id).id)
    activated, deactivated = (
        next(index for index, event in enumerate(world.events) if event.type == f"membership.{kind}")
        for kind in ("activated", "deactivated")
    )
    assert await send(deactivated, "v1") == "applied"
    await send(activated, form, datetime.now(UTC) + timedelta(seconds=2))
    assert await active(db) == {}


@pytest.mark.parametrize("form", OLD_FORMS)
async def test_late_deactivated_does_not_end_a_second_purchase(
    db: Database, whop: Whop, send: Send, superuser: psycopg.Connection, form: Form
) -> None:
    world, sam = whop.simulator.world, whop.person("Sam Student")
    bought = world.buy(sam, whop.product.id)
    world.cancel(bought.id)
    world.reactivate(bought.id)
    [old] = [index for index, event in enumerate(world.events) if event.type == "membership.deactivated"]
    await send(len(world.events) - 1, "v1")
    await send(old, form, datetime.now(UTC) + timedelta(seconds=2))
    assert await active(db) == {sam: True}
    # Whop may have sent the event before its API knew of it.
    assert is_unconfirmed(superuser)


@pytest.mark.parametrize("form", OLD_FORMS)
async def test_new_student_has_the_name_that_the_event_gives(db: Database, whop: Whop, send: Send, form: Form) -> None:
    sam = whop.person("Sam Student")
    whop.simulator.world.buy(sam, whop.product.id)
    assert await send(0, form) == "applied"
    async with db.as_service("test") as tx:
        [student] = await tx.fetch("select name, whop_user_id, is_active from students")
    named = {"v2": whop.simulator.world.people[sam].username, "v5": "A member from Whop"}[form]
    assert student == {"name": named, "whop_user_id": sam, "is_active": True}


async def test_company_that_the_event_does_not_name_is_named_by_whop(db: Database, whop: Whop, send: Send) -> None:
    whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
    assert await send(0, "v2") == "applied"
    assert (await the_event(db, whop.simulator.world.events[0].id))["company_id"] == whop.company.id


@pytest.mark.parametrize("fault", ["down", 429, 404, 403])
async def test_without_an_answer_access_ends_at_once_and_is_mended_within_a_minute(
    db: Database, whop: Whop, send: Send, superuser: psycopg.Connection, fault: str | int
) -> None:
    world, sam = whop.simulator.world, whop.person("Sam Student")
    bought = world.buy(sam, whop.product.id)
    await reconcile(db, whop.client)
    world.cancel(bought.id)
    world.reactivate(bought.id)
    [old] = [index for index, event in enumerate(world.events) if event.type == "membership.deactivated"]
    whop.simulator.is_down = fault == "down"
    if isinstance(fault, int):
        whop.simulator.fail_next("memberships/", fault, times=9, retry_after=0)
    # An hour older, so that the late event is newer and the test need not wait for the next second.
    superuser.execute("update private.whop_memberships set changed_at = changed_at - interval '1 hour'")
    assert await send(old, "v5", datetime.now(UTC) - timedelta(seconds=10)) == "applied"
    assert await active(db) == {sam: False}
    await watch_for_gaps(db, lambda: whop.client, None)
    if fault == "down":
        assert await active(db) == {sam: False}
        whop.simulator.is_down = False
        await watch_for_gaps(db, lambda: whop.client, None)
    assert await active(db) == {sam: True}


async def test_watch_reads_until_a_reading_began_later(
    db: Database, whop: Whop, send: Send, superuser: psycopg.Connection
) -> None:
    whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
    whop.simulator.fail_next("memberships/", 404, times=9)
    await send(0, "v5")
    await watch_for_gaps(db, lambda: whop.client, None)
    assert is_unconfirmed(superuser)  # of the same second
    superuser.execute("update private.whop_watch set unconfirmed_at = unconfirmed_at - interval '10 s'")
    await watch_for_gaps(db, lambda: whop.client, None)
    assert not is_unconfirmed(superuser)
    await watch_for_gaps(db, lambda: pytest.fail("all is confirmed"), None)


async def test_without_a_key_the_time_of_delivery_holds(
    db: Database, whop: Whop, send: Send, superuser: psycopg.Connection
) -> None:
    whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
    assert await send(0, "v5", client=None) == "applied"
    [(at,)] = superuser.execute("select changed_at from private.whop_memberships").fetchall()
    assert at == NOW
    assert not is_unconfirmed(superuser)


@pytest.mark.parametrize("form", ["v1", "dated"])
async def test_events_that_say_their_time_are_not_asked_about(db: Database, whop: Whop, send: Send, form: Form) -> None:
    whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
    assert await send(0, form, client=Unasked()) == "applied"
    assert await active(db) == {whop.person("Sam Student"): True}


async def test_membership_of_another_company_is_not_trusted(
    db: Database, whop: Whop, school: CreatorId, superuser: psycopg.Connection
) -> None:
    """The event's own company holds, as it would without an answer."""
    world, sam = whop.simulator.world, whop.person("Sam Student")
    foreign = world.add_company("Elsewhere")
    bought = world.buy(sam, world.add_product(foreign, "Thing").id)
    async with db.as_service("test") as tx:
        await a_company(tx, foreign.id, name="Eve")
    event = next(event for event in world.events if event.subject == bought)
    body: dict[str, Any] = body_of(world, event, "v5")
    body["data"] = body["data"] | {"page_id": whop.company.id, "valid": False, "status": "canceled"}
    body["action"] = "membership.went_invalid"
    await receive_delivery(db, Delivery("msg_1", NOW, json.dumps(body).encode()))
    await apply_event(db, "msg_1", whop.client)
    rows = superuser.execute("select company_id, gives_access from private.whop_memberships").fetchall()
    assert rows == [(whop.company.id, False)]
    assert await active(db) == {}
    assert is_unconfirmed(superuser)


HINT = MembershipReading("mem_1", None, "user_1", "prod_1", None, "active", True, None, changed_at=NOW, name="Sam")


@pytest.mark.parametrize(
    ("changes", "is_taken"),
    [
        ({}, True),
        ({"company_id": "biz_1"}, True),
        ({"company_id": "biz_2"}, False),
        ({"product_id": "prod_2"}, False),
        ({"product_id": None}, True),
        ({"company_id": "biz_1", "product_id": "prod_2"}, True),
    ],
)
async def test_answer_is_of_the_same_company_or_product(changes: dict[str, Any], is_taken: bool) -> None:
    answer = replace(HINT, company_id="biz_1", name=None, changed_at=NOW + timedelta(hours=1))
    hint = replace(HINT, **changes)
    expected = Confirmation(replace(answer, name="Sam"), is_certain=True) if is_taken else Confirmation(hint, False)
    assert await confirm(Answers(answer), hint) == expected  # type: ignore[arg-type]


async def test_name_of_another_person_is_not_taken() -> None:
    answer = replace(HINT, company_id="biz_1", user_id="user_2", name=None)
    assert (await confirm(Answers(answer), HINT)).reading.name is None  # type: ignore[arg-type]


async def test_event_waits_for_a_slow_answer_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chronos.whop.confirm.ASK_SECONDS", 0.01)
    assert await confirm(Answers(None), HINT) == Confirmation(HINT, is_certain=False)  # type: ignore[arg-type]


async def test_replays_asked_for_by_a_reading_leave_the_state(
    db: Database, whop: Whop, send: Send, superuser: psycopg.Connection
) -> None:
    """Whop sends lost events again after its memberships were read."""
    world, sam = whop.simulator.world, whop.person("Sam Student")
    bought = world.buy(sam, whop.product.id)
    world.cancel(bought.id)
    await reconcile(db, whop.client)
    assert await active(db) == {}
    for number in range(len(world.events)):
        for form in OLD_FORMS if number == 0 else OLD_FORMS[:1]:
            await send(number, form, datetime.now(UTC) + timedelta(seconds=2))
    await catch_up(db, whop.client)
    assert await active(db) == {}
    assert (await reconcile(db, whop.client)).repaired == 0


async def test_no_transaction_is_open_while_whop_is_asked(
    db: Database, whop: Whop, send: Send, superuser: psycopg.Connection
) -> None:
    whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
    open_ones: list[int] = []

    class Watching:
        """Counts open transactions of the database when it is asked."""

        async def get_membership(self, membership_id: str) -> object:
            query = (
                "select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() "
                "and state = 'idle in transaction'"
            )
            open_ones.append(superuser.execute(query).rowcount)
            return await whop.client.get_membership(membership_id)

    assert await send(0, "v5", client=Watching()) == "applied"
    assert open_ones == [0]


class Unasked:
    """Must not be asked."""

    async def get_membership(self, _: str) -> MembershipReading:
        """Fail."""
        raise AssertionError("Whop was asked")


class Answers:
    """Answers with this membership; without one, never."""

    def __init__(self, answer: MembershipReading | None) -> None:
        self._answer = answer

    async def get_membership(self, _: str) -> MembershipReading:
        """Return it."""
        if self._answer is None:
            await asyncio.Event().wait()
        assert self._answer is not None
        return self._answer


async def test_first_of_two_that_apply_it_at_once_takes_it(db: Database, whop: Whop, school: CreatorId) -> None:
    world = whop.simulator.world
    world.buy(whop.person("Sam Student"), whop.product.id)
    event = world.events[0]
    await receive_delivery(db, Delivery(event.id, NOW, json.dumps(body_of(world, event, "v2")).encode()))
    await asyncio.gather(*(apply_event(db, event.id, whop.client) for _ in range(4)))
    assert (await the_event(db, event.id))["status"] == "applied"
    assert await active(db) == {whop.person("Sam Student"): True}


async def test_unreadable_body_is_not_asked_about(db: Database, whop: Whop, school: CreatorId) -> None:
    body = json.dumps(V1 | {"timestamp": "yesterday"}).encode()
    await receive_delivery(db, Delivery("msg_1", NOW, body))
    await apply_event(db, "msg_1", whop.client)
    assert (await the_event(db))["status"] == "failed"
