"""Break something as a superuser, and ask one check what it says."""

from collections.abc import Awaitable, Callable, Iterator

import psycopg
import pytest

from chronos.db import Owner, owner_connection
from chronos.operations.doctor import Diagnosis
from tests.conftest import ADatabase

Check = Callable[[Owner], Awaitable[Diagnosis]]
Ask = Callable[[Check], Awaitable[Diagnosis]]


@pytest.fixture
def ask(database: ADatabase) -> Ask:
    """One check's answer."""

    async def answer(check: Check) -> Diagnosis:
        async with owner_connection(database.url) as connection:
            return await check(connection)

    return answer


@pytest.fixture
def superuser(database: ADatabase) -> Iterator[psycopg.Connection]:
    """Who can break everything."""
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute("set search_path = public, extensions")
        yield connection
