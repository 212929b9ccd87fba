"""An outage of the database is said once, fails callers at once, and ends by itself."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from chronos.db import Database
from chronos.db import outage as outage_module
from chronos.errors import ProviderError
from tests.cable import Cable, a_cable
from tests.conftest import ADatabase
from tests.frozen_server import frozen


@pytest.fixture
async def cable(database: ADatabase) -> AsyncIterator[Cable]:
    async with a_cable(database) as made:
        yield made


@pytest.fixture
async def distant(cable: Cable, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """The database at the other end of the cable."""
    monkeypatch.setattr(outage_module, "LOOK_SECONDS", 0.05)
    opened = Database(cable.url, max_size=4, timeout=5.0)
    await opened.open()
    yield opened
    await opened.close()


async def ask(db: Database) -> int:
    async with db.as_service("test") as tx:
        row = await tx.fetch_one("select 7 as answer")
    assert row
    return int(row["answer"])


async def until_noticed(db: Database) -> None:
    async with asyncio.timeout(30):
        while db.outage.error is None:
            with pytest.raises(ProviderError) as refused:
                await ask(db)
            assert refused.value.code == "database_unavailable"


async def test_it_is_said_once_and_ends_by_itself(
    distant: Database, cable: Cable, caplog: pytest.LogCaptureFixture
) -> None:
    assert await ask(distant) == 7
    await cable.cut()
    await until_noticed(distant)
    for _ in range(50):  # at once, or this would take a while
        with pytest.raises(ProviderError):
            await ask(distant)
    await cable.mend()
    async with asyncio.timeout(30):
        await distant.outage.over()
    assert await asyncio.gather(*(ask(distant) for _ in range(8))) == [7] * 8
    gone, back = [record.getMessage() for record in caplog.records if record.levelname in ("WARNING", "ERROR")]
    assert gone.startswith("The database cannot be reached (")
    assert gone.endswith("Waiting until it is back.")
    assert back.startswith("The database is back after ")


async def test_a_lost_connection_is_no_outage(
    distant: Database, cable: Cable, caplog: pytest.LogCaptureFixture
) -> None:
    assert await ask(distant) == 7
    await cable.cut()
    await cable.mend()
    assert await ask(distant) == 7
    await distant.outage.over()
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]


async def test_all_have_time_to_report_after_it(distant: Database, cable: Cable) -> None:
    assert distant.outage.is_long_over(3600)
    await cable.cut()
    await until_noticed(distant)
    assert not distant.outage.is_long_over(0)
    await cable.mend()
    await distant.outage.over()
    assert not distant.outage.is_long_over(3600)
    assert distant.outage.is_long_over(0)


async def test_it_starts_the_server_that_this_process_keeps(distant: Database, cable: Cable) -> None:
    distant.outage.revive = cable.mend
    await cable.cut()
    async with asyncio.timeout(30):
        await distant.outage.over()
    assert await ask(distant) == 7


async def test_a_frozen_server_fails_what_waits_for_it(
    db: Database, database: ADatabase, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(outage_module, "SUSPECT_SECONDS", 0.1)
    monkeypatch.setattr(outage_module, "CONNECT_SECONDS", 0.5)
    monkeypatch.setattr(outage_module, "LOOK_SECONDS", 0.05)
    assert await ask(db) == 7
    with frozen(database.server):
        async with asyncio.timeout(60):
            # Also those for which the pool, of four, has no connection.
            answers = await asyncio.gather(*(ask(db) for _ in range(6)), return_exceptions=True)
        codes = [one.code for one in answers if isinstance(one, ProviderError)]
        assert codes == ["database_unavailable"] * 6, answers
        with pytest.raises(ProviderError, match="the server does not answer"):  # at once
            await ask(db)
    async with asyncio.timeout(60):
        await db.outage.over()
        assert await asyncio.gather(*(ask(db) for _ in range(6))) == [7] * 6
    gone, back = [record.getMessage() for record in caplog.records if record.levelname in ("WARNING", "ERROR")]
    assert "the server does not answer" in gone
    assert back.startswith("The database is back after ")


async def test_a_transaction_that_takes_long_is_no_outage(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage_module, "SUSPECT_SECONDS", 0.01)
    async with db.as_service("test") as tx:
        await tx.execute("select pg_sleep(0.2)")
    await db.outage.over()
    assert db.outage.error is None
    assert await ask(db) == 7
