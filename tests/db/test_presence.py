"""Whether somebody is there is known by everybody, and no longer than they are."""

from uuid import uuid4

from chronos.db import Database
from chronos.db.presence import is_abandoned, present
from tests.conftest import ADatabase


async def test_present_for_the_block(db: Database, database: ADatabase) -> None:
    thing, other = uuid4(), uuid4()
    async with present(db, thing), db.as_service("test") as tx:
        assert not await is_abandoned(tx, thing)
        assert await is_abandoned(tx, other)
    async with db.as_service("test") as tx:
        assert await is_abandoned(tx, thing)


async def test_gone_with_the_connection(db: Database, database: ADatabase) -> None:
    thing = uuid4()
    killed = Database(database.login_url, max_size=1)
    await killed.open()
    async with killed.connection() as connection:
        await connection.execute(
            "select pg_advisory_lock(hashtextextended(%(id)s::text, 0))", {"id": thing}
        )  # as `present` takes it, and never gives it back
    async with db.as_service("test") as tx:
        assert not await is_abandoned(tx, thing)
    await killed.close()
    async with db.as_service("test") as tx:
        assert await is_abandoned(tx, thing)
