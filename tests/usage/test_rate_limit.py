"""How often may be asked: token buckets in the database, by student and by creator."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
import pytest

from chronos import chat
from chronos.app import App
from chronos.db import Database
from chronos.errors import Invalid, NotFound, OverLimit
from chronos.model import Actor, CreatorId
from chronos.search import find_moments, find_words
from chronos.usage import Kind, remove_full_buckets, take_rate_token
from chronos.usage.rate_limit import spoken_duration
from tests.factories import a_creator, a_student, as_creator, as_student

LIMITS: LiteralString = (
    "update private.rate_limits set burst = %(burst)s, per_minute = %(per_minute)s "
    "where tier = 'basic' and kind = %(kind)s and per = %(per)s"
)
TOKENS: LiteralString = "select tokens from private.rate_buckets where owner_id = %(id)s and kind = %(kind)s"


async def limit(db: Database, per: str, burst: int, per_minute: float = 1, kind: Kind = "search") -> None:
    """`per_minute` is so little that no test takes long enough to notice it."""
    async with db.as_service("test") as tx:
        values = {"burst": burst, "per_minute": per_minute, "kind": kind, "per": per}
        assert await tx.execute(LIMITS, values) == 1


async def elapse(db: Database, seconds: float) -> None:
    """As if the buckets had been left alone for so long."""
    async with db.as_service("test") as tx:
        await tx.execute(
            "update private.rate_buckets set updated_at = updated_at - make_interval(secs => %(seconds)s)",
            {"seconds": seconds},
        )


async def tokens(db: Database, owner: Any, kind: Kind = "search") -> float | None:
    async with db.as_service("test") as tx:
        row = await tx.fetch_one(TOKENS, {"id": owner, "kind": kind})
    return row["tokens"] if row else None


async def take(db: Database, actor: Actor, kind: Kind = "search") -> float | None:
    """What is to be waited for; None: it was taken."""
    try:
        async with db.acting_as(actor) as tx:
            await take_rate_token(tx, kind)
    except OverLimit as error:
        return error.retry_after_seconds
    return None


async def some_people(db: Database) -> tuple[CreatorId, Actor, Actor]:
    """A creator with two students."""
    async with db.as_service("test") as tx:
        ada = await a_creator(tx)
        return ada, as_student(await a_student(tx, ada)), as_student(await a_student(tx, ada, name="Eve"))


async def test_a_burst_and_then_as_fast_as_it_fills(db: Database) -> None:
    _, sam, eve = await some_people(db)
    await limit(db, "student", burst=3, per_minute=6)
    assert [await take(db, sam) for _ in range(3)] == [None] * 3
    wait = await take(db, sam)
    assert wait is not None
    assert 9 < wait <= 10
    assert await take(db, eve) is None  # each has their own
    assert await take(db, sam, "ask") is None  # and one for each kind
    await elapse(db, 5)
    assert 4 < (await take(db, sam) or 0) <= 5
    await elapse(db, 5)
    assert await take(db, sam) is None
    assert await take(db, sam) is not None
    await elapse(db, 100_000)
    assert [await take(db, sam) is None for _ in range(4)] == [True, True, True, False]  # no more than a burst


async def test_asking_in_vain_puts_nothing_off(db: Database) -> None:
    ada, sam, eve = await some_people(db)
    await limit(db, "student", burst=1, per_minute=6)
    assert await take(db, sam) is None
    before = await tokens(db, ada)
    for _ in range(9):
        await elapse(db, 1)
        assert await take(db, sam) is not None
    await elapse(db, 1.1)
    assert await take(db, sam) is None
    assert before is not None
    assert await tokens(db, ada) > before - 2  # type: ignore[operator]  # those in vain are not counted there
    assert await take(db, eve) is None


async def test_all_of_a_creators_students_together(db: Database) -> None:
    ada, sam, eve = await some_people(db)
    async with db.as_service("test") as tx:
        bob = await a_creator(tx, name="Bob")
        tim = as_student(await a_student(tx, bob, name="Tim"))
    await limit(db, "creator", burst=3)
    assert [await take(db, who) for who in (sam, eve, as_creator(ada))] == [None] * 3
    left = await tokens(db, sam.student_id)
    for who in (sam, eve, as_creator(ada), Actor("authenticated", subject=uuid4(), creator_id=ada)):
        assert await take(db, who) is not None
    assert await tokens(db, sam.student_id) == left  # what one bucket lacks, the other does not pay for
    assert await take(db, tim) is None
    assert await take(db, as_creator(bob)) is None


async def test_a_creator_has_the_creators_bucket_only(db: Database) -> None:
    ada, sam, _ = await some_people(db)
    await limit(db, "student", burst=1)
    both = Actor("authenticated", subject=uuid4(), creator_id=ada, student_id=sam.student_id)
    assert [await take(db, both) for _ in range(3)] == [None] * 3
    assert await tokens(db, sam.student_id) is None


async def test_a_tier_has_its_limits(db: Database) -> None:
    ada, sam, _ = await some_people(db)
    await limit(db, "student", burst=1)
    assert [await take(db, sam) is None for _ in range(2)] == [True, False]
    async with db.as_service("test") as tx:
        await tx.execute("update creators set subscription_tier = 'pro' where id = %(id)s", {"id": ada})
    await elapse(db, 60)
    assert [await take(db, sam) is None for _ in range(5)] == [True] * 5


@pytest.mark.parametrize("kept", ["student", "creator"])
async def test_at_once_they_take_exactly_what_there_is(db: Database, kept: str) -> None:
    """Four connections, each with its own transaction."""
    _, *students = await some_people(db)
    burst = 7
    await limit(db, kept, burst=burst)
    asking = students[:1] if kept == "student" else students
    answers = await asyncio.gather(*(take(db, who) for _ in range(12) for who in asking))
    assert answers.count(None) == burst
    taken = [await tokens(db, who.student_id) for who in asking]
    assert all(left is not None for left in taken)
    if kept == "creator":  # nobody paid for what another had just taken
        assert 120 - sum(left for left in taken if left is not None) == pytest.approx(burst, abs=2)


async def test_a_long_transaction_is_no_earlier_for_it(db: Database) -> None:
    """The clock counts, not the beginning of the transaction."""
    _, sam, _ = await some_people(db)
    await limit(db, "student", burst=1, per_minute=60_000)
    async with db.acting_as(sam) as tx:
        await take_rate_token(tx, "search")
        await tx.fetch("select pg_sleep(0.02)")
        await take_rate_token(tx, "search")


async def test_what_fails_is_given_back(db: Database) -> None:
    _, sam, _ = await some_people(db)
    await limit(db, "student", burst=1)

    async def fail() -> None:
        async with db.acting_as(sam) as tx:
            await take_rate_token(tx, "search")
            raise NotFound("There is no such course.", code="course_not_found")

    with pytest.raises(NotFound):
        await fail()
    assert await take(db, sam) is None


async def test_who_sees_nothing_is_not_counted(db: Database) -> None:
    ada, sam, _ = await some_people(db)
    async with db.as_service("test") as tx:
        ida = as_student(await a_student(tx, ada, is_active=False))
    await limit(db, "student", burst=1)
    for nobody in (ida, Actor("authenticated", subject=uuid4())):
        assert [await take(db, nobody) for _ in range(3)] == [None] * 3
    assert await tokens(db, ida.student_id) is None
    assert await take(db, sam) is None


async def test_there_is_no_other_kind(db: Database) -> None:
    _, sam, _ = await some_people(db)
    with pytest.raises(Invalid, match="no limit for everything"):
        await take(db, sam, "everything")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "statement",
    [
        "update private.rate_buckets set tokens = 1000",
        "delete from private.rate_buckets",
        "truncate private.rate_buckets",
        "insert into private.rate_buckets values (gen_random_uuid(), 'search', 9, now())",
        "select * from private.rate_buckets",
        "select * from private.rate_limits",
        "update private.rate_limits set burst = 1000",
        "select private.refilled(0, now(), now(), 9, 9)",
        "update creators set subscription_tier = 'enterprise'",
        "create or replace function private.take_rate_token(of_kind text) returns double precision language sql "
        "as 'select null::double precision'",
    ],
)
async def test_callers_cannot_fill_their_own_bucket(db: Database, statement: LiteralString) -> None:
    ada, sam, _ = await some_people(db)
    await limit(db, "student", burst=1)
    assert await take(db, sam) is None
    for actor in (sam, as_creator(ada)):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match=r"permission denied|must be owner"):
            async with db.acting_as(actor) as tx:
                await tx.execute(statement)
    assert await take(db, sam) is not None


async def test_settings_of_a_session_make_no_difference(db: Database) -> None:
    _, sam, _ = await some_people(db)
    await limit(db, "student", burst=1)
    assert await take(db, sam) is None
    settings: Sequence[LiteralString] = (
        "set local enable_seqscan = on",
        "set local search_path = pg_temp, public",
        "set local timezone = 'Pacific/Kiritimati'",
    )
    for setting in settings:
        async with db.acting_as(sam) as tx:
            await tx.execute(setting)
            row = await tx.fetch_one("select private.take_rate_token('search') as wait")
        assert row
        assert row["wait"] is not None


async def test_full_buckets_are_removed(db: Database) -> None:
    _, sam, eve = await some_people(db)
    assert await take(db, sam) is None
    await elapse(db, 25 * 3600)
    assert await take(db, eve) is None  # the creator's as well
    await remove_full_buckets(db)
    async with db.as_service("test") as tx:
        [count] = await tx.fetch("select count(*) from private.rate_buckets")
    assert count == {"count": 2}
    assert await tokens(db, sam.student_id) is None


async def test_every_bucket_is_full_before_it_is_removed(db: Database) -> None:
    async with db.as_service("test") as tx:
        rows = await tx.fetch("select * from private.rate_limits where burst / per_minute > 24 * 60")
    assert rows == []


# Where it is taken ---------------------------------------------------------------------------------------------------


async def test_searching_and_answering_are_counted_and_finding_words_is_not(app: App) -> None:
    _, sam, _ = await some_people(app.db)
    await limit(app.db, "student", burst=2, kind="search")
    await limit(app.db, "student", burst=2, kind="ask")
    ways: list[Callable[[], Any]] = [
        lambda: find_moments(app.db, app.engine, sam, "Why?"),  # the second is remembered, and counts
        lambda: chat.ask(app.db, app.answerer, sam, "Why?"),
    ]
    for ask in ways:
        await ask()
        await ask()
        with pytest.raises(OverLimit, match=r"Too many questions\. Try again in [1-6]?\d seconds;") as refused:
            await ask()
        assert refused.value.code == "rate_limited"
    for _ in range(5):
        await find_words(app.db, sam, "why")


async def test_what_cannot_be_asked_is_not_counted(app: App) -> None:
    _, sam, _ = await some_people(app.db)
    with pytest.raises(Invalid):
        await find_moments(app.db, app.engine, sam, " ")
    assert await tokens(app.db, sam.student_id) is None


async def test_a_message_is_one_question_and_is_not_kept_when_refused(app: App) -> None:
    _, sam, _ = await some_people(app.db)
    await limit(app.db, "student", burst=2, kind="ask")
    async with app.db.acting_as(sam) as tx:
        session = (await chat.create_session(tx, sam)).id
    for _ in range(2):
        await chat.post_message(app.db, app.answerer, sam, session, "Why?")
    with pytest.raises(OverLimit):
        await chat.post_message(app.db, app.answerer, sam, session, "Why?")
    async with app.db.acting_as(sam) as tx:
        assert [message.role for message in await chat.list_messages(tx, session)] == ["user", "assistant"] * 2
    assert await tokens(app.db, sam.student_id, "search") is None


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (0, "1 second"),
        (1, "1 second"),
        (1.2, "2 seconds"),
        (119, "119 seconds"),
        (119.5, "2 minutes"),
        (121, "3 minutes"),
    ],
)
def test_a_time_to_wait_is_never_told_too_short(wait: float, words: str) -> None:
    assert spoken_duration(wait) == words
