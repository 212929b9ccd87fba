"""Memory for a build is estimated, and granted to its connection."""

import pytest

from chronos.db import owner_connection
from chronos.operations.vector_index.memory import (
    LEAST_BYTES,
    SIGNS_BYTES,
    VECTOR_BYTES,
    affordable_lists,
    allowed_bytes,
    give_memory,
    needed_bytes,
)
from tests.conftest import ADatabase


def test_memory_grows_with_rows_and_lists() -> None:
    assert needed_bytes(10**6, 1000) > 50 * 1000 * 2 * 1536
    assert affordable_lists(1000, 10**9, 10**6, VECTOR_BYTES) == 1000
    assert 10 < affordable_lists(1000, 10**8, 10**6, VECTOR_BYTES) < 500
    assert affordable_lists(400, 10**8, 10**4, SIGNS_BYTES) == 400  # signs take a sixteenth
    assert needed_bytes(50_000, None) > 50_000 * 2 * 1536


@pytest.mark.parametrize(("amount", "shown"), [(64 * 1024**2, "64MB"), (1, "1MB"), (LEAST_BYTES, "1MB")])
async def test_memory_is_given_to_the_connection(database: ADatabase, amount: int, shown: str) -> None:
    async with owner_connection(database.url) as connection:
        before = await allowed_bytes(connection)
        assert before >= 64 * 1024**2
        await give_memory(connection, amount)
        [row] = await (await connection.execute("show maintenance_work_mem")).fetchall()
    assert next(iter(row.values())) == shown
