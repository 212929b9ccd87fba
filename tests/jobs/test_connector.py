"""The queue's statements wait for a database that went away."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from procrastinate.exceptions import ConnectorException

from chronos.db import Outage, outage
from chronos.jobs import Queue, build_queue, connector
from tests.cable import Cable, a_cable
from tests.conftest import ADatabase
from tests.frozen_server import frozen


@pytest.fixture(autouse=True)
def _impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(connector, "TIMEOUT_SECONDS", 1.0)


@pytest.fixture
async def cable(database: ADatabase) -> AsyncIterator[Cable]:
    async with a_cable(database) as made:
        yield made


@pytest.fixture
def noticed(cable: Cable) -> Outage:
    return Outage(cable.url)


@pytest.fixture
async def queue(cable: Cable, noticed: Outage) -> AsyncIterator[Queue]:
    built = build_queue(cable.url, noticed)
    async with built.open_async(), asyncio.timeout(60):
        yield built


async def test_statements_wait_for_the_database(cable: Cable, queue: Queue) -> None:
    await cable.cut()
    asked = asyncio.create_task(queue.connector.execute_query_one_async("select 7 as answer"))
    assert not (await asyncio.wait({asked}, timeout=0.5))[0]
    await cable.mend()
    assert await asked == {"answer": 7}


async def test_a_listener_listens_again(cable: Cable, queue: Queue) -> None:
    heard = asyncio.Event()

    async def hear(*, channel: str, payload: str) -> None:
        heard.set()

    listening = asyncio.create_task(queue.connector.listen_notify(hear, ["bell"]))
    await cable.cut()
    await cable.mend()
    while not heard.is_set():  # a bell that rings before it listens is not heard
        await queue.connector.execute_query_async("select pg_notify('bell', 'ding')")
        await asyncio.sleep(0.01)
    listening.cancel()


async def test_statements_wait_for_a_frozen_server(
    database: ADatabase, queue: Queue, noticed: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "SUSPECT_SECONDS", 0.1)
    monkeypatch.setattr(outage, "CONNECT_SECONDS", 0.5)
    with frozen(database.server):
        asked = asyncio.create_task(queue.connector.execute_query_one_async("select 7 as answer"))
        assert not (await asyncio.wait({asked}, timeout=2))[0]
        assert noticed.error is not None
    assert await asked == {"answer": 7}


async def test_other_errors_and_the_end_of_patience_are_raised(cable: Cable, queue: Queue) -> None:
    with pytest.raises(ConnectorException):
        await queue.connector.execute_query_async("select * from nowhere")
    queue.patient.is_patient = False
    await cable.cut()
    with pytest.raises(ConnectorException):
        await queue.connector.execute_query_async("select 7")
