"""The owner's connection: for upkeep, outside of anybody's request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

from chronos.db.sqlstate import mapped_errors
from chronos.errors import NotAllowed

Row = dict[str, Any]
Owner = psycopg.AsyncConnection[Row]

SETTLE = """
select set_config('search_path', 'public, extensions', false),
       set_config('statement_timeout', '0', false),
       set_config('lock_timeout', '10s', false),
       set_config('client_min_messages', 'warning', false),
       -- When this process is killed, its statement must not go on without it.
       set_config('client_connection_check_interval', '1s', false)
"""


@asynccontextmanager
async def owner_connection(url: str) -> AsyncIterator[Owner]:
    """A connection in autocommit whose statements may take as long as they need.

    Raises ProviderError when there is none, NotAllowed when the login is not the owner's.
    """
    with mapped_errors():
        async with await Owner.connect(url, autocommit=True, row_factory=dict_row, connect_timeout=10) as connection:
            await connection.execute(SETTLE)
            try:
                yield connection
            except psycopg.errors.InsufficientPrivilege as error:
                raise NotAllowed(
                    f"The database does not allow this to {connection.info.user} ({error.diag.message_primary}): log "
                    "in as the owner of its tables, who ran `chronos db push`.",
                    code="not_owner",
                ) from error


async def fetch_one(connection: Owner, statement: str, parameters: dict[str, Any] | None = None) -> Row:
    """The one row of `statement`, which always has one."""
    row = await (await connection.execute(statement.encode(), parameters)).fetchone()
    assert row is not None  # noqa: S101 - the statement is an aggregate or a list of values
    return row


async def fetch(connection: Owner, statement: str, parameters: dict[str, Any] | None = None) -> list[Row]:
    """All rows of `statement`."""
    return await (await connection.execute(statement.encode(), parameters)).fetchall()
