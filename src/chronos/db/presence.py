"""Presence: a sign that a process lives, which the server removes when the process ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from chronos.db.pool import Database, Tx
from chronos.db.sqlstate import mapped_errors

_LOCK = "select pg_catalog.pg_advisory_lock(pg_catalog.hashtextextended(%(id)s::text, 0))"
_UNLOCK = "select pg_catalog.pg_advisory_unlock(pg_catalog.hashtextextended(%(id)s::text, 0))"
_TRY = "select pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended(%(id)s::text, 0)) as is_free"


@asynccontextmanager
async def hold_presence(db: Database, id_: UUID) -> AsyncIterator[None]:
    """Make `is_abandoned` false for `id_` during the block. Occupies one connection."""
    with mapped_errors():
        async with db.connection() as connection:
            await connection.execute(_LOCK, {"id": id_})
            try:
                yield
            finally:
                await connection.execute(_UNLOCK, {"id": id_})


async def is_abandoned(tx: Tx, id_: UUID) -> bool:
    """Return whether no process holds the presence of `id_`; none can take it until the transaction ends."""
    row = await tx.fetch_one(_TRY, {"id": id_})
    return row is not None and bool(row["is_free"])
