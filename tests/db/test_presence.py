"""A presence is visible to every process and ends with its holder."""

import asyncio
from uuid import uuid4

import psycopg

from chronos.db import Database, hold_presence, is_abandoned
from tests.conftest import ADatabase


async def test_presence_lasts_for_the_block(db: Database, database: ADatabase) -> None:
    thing, other = uuid4(), uuid4()
    async with hold_presence(db, thing), db.as_service("test") as tx:
        assert not await is_abandoned(tx, thing)
        assert await is_abandoned(tx, other)
    async with db.as_service("test") as tx:
        assert await is_abandoned(tx, thing)


async def test_presence_ends_with_the_connection(db: Database, database: ADatabase) -> None:
    thing = uuid4()
    killed = Database(database.login_url, max_size=1)
    await killed.open()
    async with killed.connection() as connection:
        await connection.execute(
            "select pg_advisory_lock(hashtextextended(%(id)s::text, 0))", {"id": thing}
        )  # as `hold_presence` takes it, without releasing it
        process = connection.info.backend_pid
    async with db.as_service("test") as tx:
        assert not await is_abandoned(tx, thing)
    await killed.close()
    await _until_gone(database, process)
    async with db.as_service("test") as tx:
        assert await is_abandoned(tx, thing)


async def _until_gone(database: ADatabase, process: int) -> None:
    """Wait for the server's process to end, which takes a moment after its client has closed the connection."""
    async with await psycopg.AsyncConnection.connect(database.url, autocommit=True) as connection:
        looked = "select from pg_stat_activity where pid = %s"
        while await (await connection.execute(looked, [process])).fetchone() is not None:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
