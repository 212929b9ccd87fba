"""Dry run: a database whose transactions see each other's changes and are all rolled back at the end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg

from chronos.db.outage import Outage
from chronos.db.pool import Database
from chronos.db.sqlstate import mapped_errors


@asynccontextmanager
async def dry_run(db: Database) -> AsyncIterator[Database]:
    """A database like `db` on one connection; the end of the block rolls all its transactions back.

    Its transactions run one after another. An open transaction holds back the removal of dead rows, so this is for
    seconds and minutes of an operator's command; a request takes `Database.dry_run_as`.
    """
    with mapped_errors():
        async with db.connection() as connection, connection.transaction(force_rollback=True):
            yield _DryRun(connection, db.outage)


class _DryRun(Database):
    """Its transactions are savepoints. A released savepoint keeps its role, and each begins by taking its own."""

    _begin = ()

    def __init__(self, connection: psycopg.AsyncConnection[dict[str, Any]], outage: Outage) -> None:
        self._only = connection
        self.outage = outage

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[psycopg.AsyncConnection[dict[str, Any]]]:
        async with self._only.transaction():
            yield self._only
