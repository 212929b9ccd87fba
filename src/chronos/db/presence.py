"""Presence: a sign that a process lives, which the server itself takes away when the process ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from chronos.db.pool import Database, Tx
from chronos.db.sqlstate import mapped_errors

_LOCK = "select pg_catalog.pg_advisory_lock(pg_catalog.hashtextextended(%(id)s::text, 0))"
_UNLOCK = "select pg_catalog.pg_advisory_unlock(pg_catalog.hashtextextended(%(id)s::text, 0))"
_TRY = "select pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended(%(id)s::text, 0)) as is_free"


@asynccontextmanager
async def present(db: Database, thing: UUID) -> AsyncIterator[None]:
    """Whoever asks `is_abandoned` about `thing` during the block is told that it is not; costs one connection."""
    with mapped_errors():
        async with db.connection() as connection:
            await connection.execute(_LOCK, {"id": thing})
            try:
                yield
            finally:
                await connection.execute(_UNLOCK, {"id": thing})


async def is_abandoned(tx: Tx, thing: UUID) -> bool:
    """Whether no process is present for `thing`; until the transaction ends, none can become it."""
    row = await tx.fetch_one(_TRY, {"id": thing})
    return row is not None and bool(row["is_free"])
