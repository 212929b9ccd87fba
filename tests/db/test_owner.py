"""The owner's connection."""

import pytest

from chronos.db.owner import fetch_one, owner_connection
from chronos.errors import NotAllowed, ProviderError
from tests.conftest import ADatabase


async def test_statements_may_take_their_time(database: ADatabase) -> None:
    async with owner_connection(database.url) as connection:
        row = await fetch_one(connection, "select current_setting('statement_timeout') as timeout, current_user::text")
    assert row == {"timeout": "0", "current_user": "postgres"}


async def test_whoever_is_not_the_owner_is_told_so(database: ADatabase) -> None:
    with pytest.raises(NotAllowed, match=r"to authenticator .*log in as the owner"):
        async with owner_connection(database.login_url) as connection:
            await connection.execute("select from public.videos")


async def test_a_server_that_is_not_there(database: ADatabase) -> None:
    with pytest.raises(ProviderError, match="cannot be reached"):
        async with owner_connection("postgresql://postgres@127.0.0.1:1/postgres"):
            pass
