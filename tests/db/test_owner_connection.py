"""The owner's connection."""

import pytest

from chronos.db import fetch_one, owner_connection
from chronos.errors import NotAllowed, ProviderError
from tests.conftest import ADatabase


async def test_statements_have_no_time_limit(database: ADatabase) -> None:
    async with owner_connection(database.url) as connection:
        row = await fetch_one(connection, "select current_setting('statement_timeout') as timeout, current_user::text")
    assert row == {"timeout": "0", "current_user": "postgres"}


async def test_other_logins_are_refused(database: ADatabase) -> None:
    with pytest.raises(NotAllowed, match=r"authenticator may not.*log in as the owner"):
        async with owner_connection(database.login_url) as connection:
            await connection.execute("select from public.videos")


async def test_unreachable_server_is_a_provider_error(database: ADatabase) -> None:
    with pytest.raises(ProviderError, match="cannot be reached"):
        async with owner_connection("postgresql://postgres@127.0.0.1:1/postgres"):
            pass
