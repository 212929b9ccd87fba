"""Budgets of a month: what may be used is reserved before, and settled after, however the work ends."""

import asyncio
import random
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from chronos.db import Database
from chronos.model import Actor, CreatorId
from chronos.usage import (
    Charge,
    Price,
    Prices,
    charge_for,
    get_usage_of,
    keep_hold,
    reserve,
    reserve_answer,
    settle,
    settle_answer,
    sweep_holds,
)
from chronos.usage.charge import as_json
from tests.conftest import ADatabase
from tests.factories import a_creator, a_student, as_creator, as_student

HOUR = timedelta(hours=1)
PRICES: Prices = {("paid:model", "input_tokens"): [Price(Decimal("0.000003"), date(2025, 1, 1))]}


async def limit_to(db: Database, creator: CreatorId, **limits: object) -> None:
    async with db.as_service("test") as tx:
        for name, value in limits.items():
            await tx.execute(
                f"insert into private.limit_overrides (creator_id, {name}) values (%(id)s, %(value)s) "  # noqa: S608
                f"on conflict (creator_id) do update set {name} = excluded.{name}",
                {"id": creator, "value": value},
            )


async def a_limited_creator(db: Database, **limits: object) -> CreatorId:
    async with db.as_service("test") as tx:
        creator = await a_creator(tx)
    await limit_to(db, creator, **limits)
    return creator


async def hold(db: Database, creator: CreatorId, subject: UUID, wanted: int, *, lifetime: timedelta = HOUR) -> bool:
    async with db.as_service("test") as tx:
        return (await reserve(tx, creator, subject, "questions", Decimal(wanted), lifetime=lifetime)).is_granted


async def end(db: Database, creator: CreatorId, subject: UUID, quantity: int, key: str | None = None) -> None:
    charges = [Charge("questions", Decimal(quantity), key or f"key of {subject}")] if quantity else []
    async with db.as_service("test") as tx:
        await settle(tx, creator, subject, charges, is_last=True)


async def budget(db: Database, creator: CreatorId, meter: str = "questions") -> tuple[object, object]:
    async with db.as_service("test") as tx:
        row = await tx.fetch_one(
            "select used, reserved from private.budgets where creator_id = %(id)s and meter = %(meter)s",
            {"id": creator, "meter": meter},
        )
    return (row["used"], row["reserved"]) if row else (Decimal(0), Decimal(0))


async def fetch_value(db: Database, statement: Any, values: Mapping[str, object]) -> Any:
    async with db.as_service("test") as tx:
        row = await tx.fetch_one(statement, values)
    return next(iter(row.values())) if row else None


async def test_a_hold_counts_until_it_is_settled(db: Database) -> None:
    creator = await a_limited_creator(db, questions=10)
    first, second = uuid4(), uuid4()
    assert await hold(db, creator, first, 6)
    assert not await hold(db, creator, second, 5)
    await end(db, creator, first, 4)
    assert await budget(db, creator) == (4, 0)
    assert await hold(db, creator, second, 6)
    assert not await hold(db, creator, uuid4(), 1)


async def test_a_retry_uses_its_hold_again(db: Database) -> None:
    creator, subject = await a_limited_creator(db, questions=10), uuid4()
    for wanted in (8, 8, 10, 3):
        assert await hold(db, creator, subject, wanted)
        assert await budget(db, creator) == (0, wanted)
    assert not await hold(db, creator, subject, 11)
    assert await budget(db, creator) == (0, 3)


async def test_settling_twice_charges_once(db: Database) -> None:
    creator, subject = await a_limited_creator(db, questions=10), uuid4()
    await hold(db, creator, subject, 5)
    for _ in range(3):
        await end(db, creator, subject, 5)
    assert await budget(db, creator) == (5, 0)


async def test_charges_on_the_way_leave_the_hold(db: Database) -> None:
    creator, subject = await a_limited_creator(db, questions=10), uuid4()
    await hold(db, creator, subject, 9)
    for part in ("a", "b", "b"):
        async with db.as_service("test") as tx:
            await settle(tx, creator, subject, [Charge("questions", Decimal(3), part)], is_last=False)
    assert await budget(db, creator) == (6, 3)
    await end(db, creator, subject, 0)
    assert await budget(db, creator) == (6, 0)


async def test_an_expired_hold_does_not_count_before_the_sweep_either(db: Database) -> None:
    creator = await a_limited_creator(db, questions=10)
    dead, patient = uuid4(), uuid4()
    assert await hold(db, creator, dead, 9, lifetime=timedelta(0))
    [shown] = [one for one in (await get_usage_of(db, creator)).meters if one.meter == "questions"]
    assert shown.reserved == 0
    assert await hold(db, creator, patient, 9)
    assert await budget(db, creator) == (0, 9)


async def test_the_sweep_ends_expired_holds_and_no_others(db: Database) -> None:
    creator = await a_limited_creator(db, questions=10)
    await hold(db, creator, uuid4(), 4, lifetime=timedelta(0))
    kept = uuid4()
    await hold(db, creator, kept, 3, lifetime=timedelta(0))
    async with db.as_service("test") as tx:
        await keep_hold(tx, kept, lifetime=HOUR)
    await sweep_holds(db)
    assert await budget(db, creator) == (0, 3)


async def test_work_that_outlives_its_hold_is_charged_all_the_same(db: Database) -> None:
    creator, subject = await a_limited_creator(db, questions=10), uuid4()
    await hold(db, creator, subject, 4, lifetime=timedelta(0))
    await sweep_holds(db)
    for _ in range(2):
        await end(db, creator, subject, 4)
    assert await budget(db, creator) == (4, 0)


async def test_a_month_renews_in_the_creators_time_zone(db: Database) -> None:
    creator = await a_limited_creator(db, questions=1)
    values = {"id": creator}
    await fetch_value(
        db,
        'update creators set settings = \'{"time_zone": "Pacific/Auckland"}\' where id = %(id)s returning id',
        values,
    )
    renews = "select private.renews_at(%(id)s, '2025-06-01')::text"
    assert str(await fetch_value(db, renews, values)).startswith("2025-06-30 12:00:00")
    late = "select private.period_of(%(id)s, '2025-06-30 12:30:00+00')"
    assert await fetch_value(db, late, values) == date(2025, 7, 1)
    subject = uuid4()
    await hold(db, creator, subject, 1)
    async with db.as_service("test") as tx:  # as if the month were over
        await tx.execute(
            "insert into private.budgets select creator_id, period - 31, meter, used, reserved from private.budgets"
        )
        await tx.execute("update private.holds set period = period - 31")
        await tx.execute("delete from private.budgets b where period = (select max(period) from private.budgets)")
    assert await hold(db, creator, subject, 1)
    assert await budget_by_month(db, creator) == [(0, 0), (0, 1)]


async def budget_by_month(db: Database, creator: CreatorId) -> list[tuple[object, object]]:
    async with db.as_service("test") as tx:
        rows = await tx.fetch(
            "select used, reserved from private.budgets where creator_id = %(id)s order by period", {"id": creator}
        )
    return [(row["used"], row["reserved"]) for row in rows]


async def test_warnings_are_written_once_at_80_and_100_percent(db: Database) -> None:
    creator = await a_limited_creator(db, questions=10)
    seen = []
    for quantity in (7, 1, 1, 1):
        subject = uuid4()
        await hold(db, creator, subject, quantity)
        await end(db, creator, subject, quantity)
        seen.append(await warnings(db, creator))
    assert seen == [[], [80], [80], [80, 100]]


async def test_a_refusal_is_a_warning(db: Database) -> None:
    creator = await a_limited_creator(db, questions=10)
    assert not await hold(db, creator, uuid4(), 11)
    assert await warnings(db, creator) == [80, 100]


async def warnings(db: Database, creator: CreatorId) -> list[int]:
    async with db.as_service("test") as tx:
        rows = await tx.fetch(
            "select percent from private.usage_warnings where creator_id = %(id)s order by percent", {"id": creator}
        )
    return [row["percent"] for row in rows]


async def test_an_answer_needs_a_question_and_its_price(db: Database) -> None:
    creator = await a_limited_creator(db, questions=2, ai_credit_usd=1)
    async with db.as_service("test") as tx:
        sam = as_student(await a_student(tx, creator))
    assistant = Actor("chronos_assistant", subject=sam.subject, student_id=sam.student_id)
    for price, is_granted in ((Decimal("0.8"), True), (Decimal("0.3"), False), (Decimal("0.2"), True), (0, False)):
        async with db.acting_as(assistant) as tx:
            found = await reserve_answer(tx, uuid4(), Decimal(price))
        assert found.is_granted == is_granted
        assert found.renews_on is not None
        assert found.renews_on.day == 1
    assert await budget(db, creator) == (0, 2)
    assert await budget(db, creator, "ai_credit_usd") == (0, 1)


async def test_an_answer_is_charged_to_the_student_who_asked(db: Database) -> None:
    creator = await a_limited_creator(db, questions=2, ai_credit_usd=1)
    async with db.as_service("test") as tx:
        sam = as_student(await a_student(tx, creator))
    assistant, answer = Actor("chronos_assistant", subject=sam.subject, student_id=sam.student_id), uuid4()
    charges = [
        Charge("questions", Decimal(1), f"question:{answer}", message_id=answer, student_id=sam.student_id),
        charge_for("input_tokens", 100_000, f"input:{answer}", "paid:model", PRICES),
    ]
    async with db.acting_as(assistant) as tx:
        await reserve_answer(tx, answer, Decimal("0.5"))
    async with db.as_service("test") as tx:
        await tx.execute("update students set is_active = false")  # what was spent is spent
    for _ in range(2):
        async with db.acting_as(assistant) as tx:
            await settle_answer(tx, answer, charges)
    assert await budget(db, creator) == (1, 0)
    assert await budget(db, creator, "ai_credit_usd") == (Decimal("0.3"), 0)


@pytest.mark.parametrize("role", ["creator", "student"])
async def test_no_caller_reserves_or_settles_itself(db: Database, role: str) -> None:
    creator = await a_limited_creator(db)
    async with db.as_service("test") as tx:
        student = await a_student(tx, creator)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with db.acting_as(as_creator(creator) if role == "creator" else as_student(student)) as tx:
            await reserve_answer(tx, uuid4(), Decimal(0))


# Many at once ---------------------------------------------------------------------------------------------------------

CLIENTS = 32
LIMIT = Decimal("2.00")

INVARIANTS = """
select (select coalesce(sum(cost_usd), 0) from private.ledger where creator_id = %(id)s) as ledger,
       (select coalesce(sum(charged), 0) from private.holds where creator_id = %(id)s) as settled,
       (select coalesce(sum(amount), 0) from private.holds where creator_id = %(id)s) as held,
       (select coalesce(sum(d.ai_credits_used), 0)
          from (select distinct date from private.ledger where creator_id = %(id)s) as days
         cross join lateral private.daily_usage(%(id)s, days.date) d) as daily,
       (select count(*) from private.holds where settled_at is null and creator_id = %(id)s) as open,
       (select max(used + reserved) from private.budgets where meter = 'ai_credit_usd' and creator_id = %(id)s) as most,
       (select used from private.budgets where meter = 'ai_credit_usd' and creator_id = %(id)s) as used,
       (select reserved from private.budgets where meter = 'ai_credit_usd' and creator_id = %(id)s) as reserved
"""


async def test_thirty_two_clients_that_fail_die_and_give_up_stay_within_a_small_limit(
    database: ADatabase, db: Database
) -> None:
    creator = await a_limited_creator(db, ai_credit_usd=LIMIT)
    watch = asyncio.create_task(watch_limit(database, creator))
    clients = [asyncio.create_task(a_client(database, creator, random.Random(seed))) for seed in range(CLIENTS)]
    outcomes = [outcome for client in clients for outcome in await client]
    watch.cancel()
    [seen] = await asyncio.gather(watch, return_exceptions=True)
    assert isinstance(seen, asyncio.CancelledError)  # it never saw more than the limit
    assert {"settled", "refused", "failed", "died", "killed", "cancelled", "settled twice"} <= set(outcomes)
    async with db.as_service("test") as tx:  # time goes by
        await tx.execute("update private.holds set expires_at = clock_timestamp() where settled_at is null")
    await sweep_holds(db)
    async with db.as_service("test") as tx:
        found = await tx.fetch_one(INVARIANTS, {"id": creator})
    assert found is not None
    assert found["ledger"] == found["settled"] == found["daily"] == found["used"] > 0
    assert (found["open"], found["held"], found["reserved"]) == (0, 0, 0)
    assert found["used"] <= LIMIT
    # What the dead held is there for others again.
    assert await hold_usd(db, creator, LIMIT - found["used"])


async def hold_usd(db: Database, creator: CreatorId, wanted: Decimal) -> bool:
    async with db.as_service("test") as tx:
        return (await reserve(tx, creator, uuid4(), "ai_credit_usd", wanted, lifetime=HOUR)).is_granted


async def watch_limit(database: ADatabase, creator: CreatorId) -> None:
    """Look at the budget all the time, from outside."""
    async with await psycopg.AsyncConnection.connect(database.url, autocommit=True) as looking:
        while True:
            found = await looking.execute(
                "select used + reserved from private.budgets where creator_id = %s and meter = 'ai_credit_usd'",
                [creator],
            )
            row = await found.fetchone()
            assert row is None or row[0] <= LIMIT
            await asyncio.sleep(0.002)


async def a_client(database: ADatabase, creator: CreatorId, chance: random.Random) -> list[str]:
    """Do ten pieces of work, each of which ends in a way of its own; the connection may die at any statement."""
    own = Database(database.login_url, max_size=1)
    await own.open()
    try:
        return [await a_piece_of_work(database, own, creator, chance) for _ in range(10)]
    finally:
        await own.close()


async def a_piece_of_work(database: ADatabase, db: Database, creator: CreatorId, chance: random.Random) -> str:
    subject, wanted = uuid4(), Decimal(chance.randint(1, 30)) / 100
    spent = round(wanted * Decimal(chance.random()), 6)
    charges = [Charge("output_tokens", Decimal(1), f"tokens:{subject}", cost_usd=spent)]
    ending = chance.choice(["settled", "settled", "failed", "died", "cancelled", "settled twice", "killed"])
    lifetime = timedelta(milliseconds=20) if ending == "died" else HOUR
    async with db.as_service("test") as tx:
        reserved = await reserve(tx, creator, subject, "ai_credit_usd", wanted, lifetime=lifetime)
    if not reserved.is_granted:
        return "refused"
    if ending == "died":  # without a word: its hold expires
        return ending
    if ending == "killed":
        await settle_on_a_killed_connection(database, creator, subject, charges)
    task = asyncio.create_task(work_and_settle(db, creator, subject, charges, fails=ending == "failed"))
    if ending == "cancelled":
        await asyncio.sleep(0)
        task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    if ending in ("settled twice", "killed"):  # whoever does not know whether it was settled settles again
        async with db.as_service("test") as tx:
            await settle(tx, creator, subject, charges, is_last=True)
    return ending


async def work_and_settle(
    db: Database, creator: CreatorId, subject: UUID, charges: list[Charge], *, fails: bool
) -> None:
    try:
        await asyncio.sleep(0.005)
        if fails:
            raise RuntimeError("the provider failed")
    finally:
        async with db.as_service("test") as tx:
            await settle(tx, creator, subject, [] if fails else charges, is_last=True)


async def settle_on_a_killed_connection(
    database: ADatabase, creator: CreatorId, subject: UUID, charges: list[Charge]
) -> None:
    """The server ends the session in the middle of the transaction that settles."""
    async with await psycopg.AsyncConnection.connect(database.url) as doomed:
        await doomed.execute("select private.settle(%s, %s, %s, true)", [creator, subject, as_json(charges)])
        with psycopg.connect(database.superuser_url, autocommit=True) as killer:
            killer.execute("select pg_terminate_backend(%s)", [doomed.info.backend_pid])
        with pytest.raises(psycopg.OperationalError):
            await doomed.commit()
