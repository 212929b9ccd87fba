"""The small world, made once per test process."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator

import pytest

from chronos.db import Database, embedded
from tests.conftest import ADatabase, create_database, drop_database
from tests.policies.world import World, a_world

TEMPLATE = "template_world"
_numbers = itertools.count(1)


async def _make_world(url: str) -> World:
    opened = Database(url, max_size=2)
    await opened.open()
    try:
        return await a_world(opened)
    finally:
        await opened.close()


@pytest.fixture(scope="session")
def world(server: embedded.EmbeddedServer, migrated: str) -> World:
    """The rows of the template of `world_database`."""
    made = create_database(server, TEMPLATE, migrated)
    return asyncio.run(_make_world(made.login_url))


@pytest.fixture
def world_database(server: embedded.EmbeddedServer, world: World) -> Iterator[ADatabase]:
    """This test's own database with the small world in it."""
    name = f"world_{next(_numbers)}"
    yield create_database(server, name, TEMPLATE)
    drop_database(server, name)


@pytest.fixture
async def world_db(world_database: ADatabase) -> AsyncIterator[Database]:
    """The application's connections to the small world."""
    opened = Database(world_database.login_url, max_size=2)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def shared_world_database(server: embedded.EmbeddedServer, world: World) -> Iterator[ADatabase]:
    """One database with the small world, for all tests that change nothing."""
    yield create_database(server, "shared_world", TEMPLATE)
    drop_database(server, "shared_world")


@pytest.fixture
async def shared_world_db(shared_world_database: ADatabase) -> AsyncIterator[Database]:
    """The application's connections to the shared small world."""
    opened = Database(shared_world_database.login_url, max_size=1)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """One event loop for all examples."""
    with asyncio.Runner() as opened:
        yield opened


@pytest.fixture(scope="module")
def tenants_db(server: embedded.EmbeddedServer, migrated: str, runner: asyncio.Runner) -> Iterator[Database]:
    """One database for all examples; each is rolled back."""
    made = create_database(server, f"tenants_{next(_numbers)}", migrated)
    opened = Database(made.login_url, max_size=1)
    runner.run(opened.open())
    yield opened
    runner.run(opened.close())
    drop_database(server, made.name)
