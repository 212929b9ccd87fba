"""Database errors that a caller can act on become ours; all others pass unchanged."""

from typing import LiteralString

import psycopg
import pytest

from chronos.db import Database, mapped_errors
from chronos.errors import ChronosError, Conflict, Invalid, NotAllowed, ProviderError
from tests.factories import a_creator, a_student, as_student


@pytest.mark.parametrize(
    ("statement", "kind", "message"),
    [
        ("do $$ begin raise exception 'a sentence of ours'; end $$", Conflict, "A sentence of ours."),
        (
            "insert into creators (id, name) select id, name from creators",
            Conflict,
            "This exists already: pass another name or id.",
        ),
        ("insert into creators (name) values ('')", Invalid, "A value is not valid: name. Check its length and form."),
        ("update private.tiers set videos = -1", Invalid, "A value is not valid. Check its length and form."),
        (
            "do $$ begin raise exception 'a rule of ours' using errcode = 'check_violation'; end $$",
            Invalid,
            "A rule of ours.",
        ),
        ("insert into creators (name) values (null)", Invalid, "A value is missing: name."),
        (
            "insert into students (creator_id, name) values (gen_random_uuid(), 'Sam')",
            Invalid,
            "This refers to something that does not exist.",
        ),
        ("select 1 / 0", Invalid, "A value has the wrong form or is out of range."),
        ("select 'x'::uuid", Invalid, "The value 'x' has the wrong form or is out of range."),
        (
            f"select '{'long ' * 20}'::int",
            Invalid,
            f"The value '{'long ' * 11}long…' has the wrong form or is out of range.",
        ),
    ],
)
async def test_errors_are_mapped(
    db: Database, statement: LiteralString, kind: type[ChronosError], message: str
) -> None:
    async with db.as_service("test") as tx:
        await a_creator(tx)
    with pytest.raises(kind) as caught:
        async with db.as_service("test") as tx:
            await tx.execute(statement)
    assert str(caught.value) == message
    assert caught.value.__cause__ is not None


async def test_refusal_by_a_policy_is_not_allowed(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada, bob = await a_creator(tx), await a_creator(tx, name="Bob")
        sam = await a_student(tx, ada)
        eve = await a_student(tx, bob)
    with pytest.raises(NotAllowed):
        async with db.acting_as(as_student(sam)) as tx:
            await tx.execute(
                "insert into chat_sessions (creator_id, student_id, title) values (%(creator)s, %(student)s, 'Mine')",
                {"creator": bob, "student": eve},
            )


async def test_missing_grant_is_a_bug(db: Database) -> None:
    async with db.as_service("test") as tx:
        sam = await a_student(tx, await a_creator(tx))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with db.acting_as(as_student(sam)) as tx:
            await tx.execute("delete from creators")


def test_slow_or_busy_database_can_be_retried() -> None:
    for error in (psycopg.errors.QueryCanceled(), psycopg.errors.DeadlockDetected()):
        with pytest.raises(ProviderError) as caught, mapped_errors():
            raise error
        assert caught.value.retryable


def test_lost_connection_can_be_retried() -> None:
    with pytest.raises(ProviderError) as caught, mapped_errors():
        raise psycopg.OperationalError("connection refused\nIs the server running?")
    assert caught.value.retryable
    assert "(connection refused)" in str(caught.value)


async def test_a_lost_database_is_reported_with_its_cause_alone() -> None:
    refused = 'connection to server at "h", port 1 failed: Connection refused\n\tIs the server running on that host?'
    with pytest.raises(ProviderError) as caught, mapped_errors():
        raise psycopg.OperationalError(refused)
    assert "port 1 failed: Connection refused)" in str(caught.value)
    assert "Is the server" not in str(caught.value)
