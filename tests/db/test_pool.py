"""The way to PostgreSQL and back: how often a transaction takes it, and what happens when it breaks."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from chronos.db import Database
from chronos.errors import Invalid
from chronos.model import ANONYMOUS, Actor
from tests.conftest import ADatabase

SERVICE = Actor(role="service_role")
WHO = "select current_setting('role') as role, pg_backend_pid() as pid"


@pytest.fixture
def owner(database: ADatabase) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        yield connection


async def round_trips(db: Database, path: Path, *statements: str) -> int:
    """How often the server said that it is ready, for one transaction of `statements`."""
    async with db.connection() as connection:  # the pool has one open, and gives the same out again
        traced = connection.pgconn
    with path.open("w") as trace:
        traced.trace(trace.fileno())
        async with db.acting_as(ANONYMOUS) as tx:
            for statement in statements:
                await tx.fetch(statement)
        traced.untrace()
    return path.read_text().count("ReadyForQuery")  # noqa: ASYNC240


async def test_beginning_and_entering_go_with_the_first_statement(db: Database, tmp_path: Path) -> None:
    assert await round_trips(db, tmp_path / "one", "select 1") == 2
    assert await round_trips(db, tmp_path / "two", "select 1", "select 2") == 3


async def test_without_a_statement_nothing_is_sent(db: Database, tmp_path: Path) -> None:
    assert await round_trips(db, tmp_path / "none") == 0


async def test_the_first_statement_is_entered_whatever_it_is(db: Database) -> None:
    async with db.as_service("test") as tx:
        assert (await tx.fetch_one(WHO) or {})["role"] == "service_role"
    async with db.as_service("test") as tx:
        await tx.execute_many("insert into creators (name) values (%(name)s)", [{"name": "Ada"}, {"name": "Bob"}])
        assert await tx.execute("update creators set is_active = false") == 2
    async with db.as_service("test") as tx:
        assert await tx.execute("update creators set is_active = true") == 2
    async with db.as_service("test") as tx:
        await tx.copy("copy creators (name) from stdin (format binary)", ["text"], [["Cyd"]])
        assert len(await tx.fetch("select from creators")) == 3


async def test_who_may_not_enter_runs_nothing(db: Database) -> None:
    with pytest.raises(Invalid):
        async with db.acting_as(Actor(role="nobody")) as tx:  # type: ignore[arg-type]
            await tx.execute("create temporary table made as select 1")
    async with db.acting_as(ANONYMOUS) as tx:
        assert await tx.fetch("select from pg_class where relname = 'made'") == []


async def test_a_connection_that_the_server_ended_is_replaced(db: Database, owner: psycopg.Connection) -> None:
    async with db.acting_as(ANONYMOUS) as tx:
        before = await tx.fetch_one(WHO)
    assert before
    owner.execute("select pg_terminate_backend(%s, 5000)", [before["pid"]])
    async with db.acting_as(ANONYMOUS) as tx:
        after = await tx.fetch_one(WHO)
    assert after
    assert after["pid"] != before["pid"]


async def test_a_connection_that_was_left_in_a_pipeline_is_replaced(db: Database) -> None:
    async with db.connection() as connection:
        left = connection.pgconn.backend_pid
        connection.pgconn.enter_pipeline_mode()
    async with db.connection() as connection:
        assert connection.pgconn.backend_pid != left
        async with connection.cursor() as cursor, cursor.copy("copy (select 1) to stdout") as copying:
            assert [bytes(row) async for row in copying] == [b"1\n"]


async def test_a_request_cancelled_in_its_first_statement_leaves_nothing_behind(
    db: Database, owner: psycopg.Connection
) -> None:
    async def sleep() -> None:
        async with db.as_service("test") as tx:
            await tx.fetch("select pg_sleep(60)")

    sleeping = asyncio.create_task(sleep())
    asleep = "select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'"
    while owner.execute(asleep).fetchone() is None:  # noqa: ASYNC110 - only the server knows
        await asyncio.sleep(0.01)
    sleeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sleeping
    assert owner.execute(asleep).fetchone() is None
    for _ in range(8):  # every connection of the pool
        async with db.connection() as connection:
            row = await (await connection.execute("select current_setting('role') as role")).fetchone()
            assert row == {"role": "anon"}
