"""Rehearsal: everything that is done in it happens, is seen by what is done later in it, and never was."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg

from chronos.db.pool import Database
from chronos.db.sqlstate import mapped_errors


@asynccontextmanager
async def rehearsal(db: Database) -> AsyncIterator[Database]:
    """A database like `db` on one connection, whose transactions all end with the block.

    They are taken one after another, never at once. An open transaction holds back the removal of dead rows, so this
    is for seconds and minutes of an operator's command, never for a request.
    """
    with mapped_errors():
        async with db.connection() as connection, connection.transaction(force_rollback=True):
            yield _Rehearsal(connection)


class _Rehearsal(Database):
    """Its transactions are savepoints. A released savepoint keeps its role, and each begins by taking its own."""

    _begin = ()

    def __init__(self, connection: psycopg.AsyncConnection[dict[str, Any]]) -> None:
        self._only = connection

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[psycopg.AsyncConnection[dict[str, Any]]]:
        async with self._only.transaction():
            yield self._only
