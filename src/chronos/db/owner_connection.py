"""Connect as the owner of the tables, for the operator's tools."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

from chronos.db.pool import Row
from chronos.db.sqlstate import mapped_errors
from chronos.errors import NotAllowed

Owner = psycopg.AsyncConnection[Row]

SETTLE = """
select set_config('search_path', 'public, extensions', false),
       set_config('statement_timeout', '0', false),
       set_config('lock_timeout', '10s', false),
       set_config('client_min_messages', 'warning', false),
       -- The server ends the statement of a client that was killed.
       set_config('client_connection_check_interval', '1s', false)
"""


@asynccontextmanager
async def owner_connection(url: str) -> AsyncIterator[Owner]:
    """Open a connection in autocommit whose statements have no time limit.

    Raises ProviderError when the server cannot be reached, NotAllowed when the login is not the owner.
    """
    with mapped_errors():
        async with await Owner.connect(url, autocommit=True, row_factory=dict_row, connect_timeout=10) as connection:
            await connection.execute(SETTLE)
            try:
                yield connection
            except psycopg.errors.InsufficientPrivilege as error:
                raise NotAllowed(
                    f"The login {connection.info.user} may not do this ({error.diag.message_primary}): log in as the "
                    "owner of the tables, who ran `chronos db push`.",
                    code="not_owner",
                ) from error


async def fetch_one(connection: Owner, statement: str, parameters: dict[str, Any] | None = None) -> Row:
    """Return the row of a `statement` that always has one."""
    row = await (await connection.execute(statement.encode(), parameters)).fetchone()
    assert row is not None  # noqa: S101 - the statement is an aggregate or a list of values
    return row


async def fetch(connection: Owner, statement: str, parameters: dict[str, Any] | None = None) -> list[Row]:
    """Return all rows of `statement`."""
    return await (await connection.execute(statement.encode(), parameters)).fetchall()
