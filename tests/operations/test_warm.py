"""Warming up reads what searches read."""

from chronos.db import Database
from chronos.operations.warm import warm_up
from tests.conftest import ADatabase
from tests.operations.vector_index.vectors import LARGE, SMALL, some_libraries


async def test_it_reads_every_library_of_a_small_installation(database: ADatabase, db: Database) -> None:
    assert await warm_up(db) == 0
    some_libraries(database)
    assert await warm_up(db) == LARGE + 2 * SMALL
