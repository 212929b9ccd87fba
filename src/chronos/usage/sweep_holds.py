"""Sweep holds: work that died leaves its reservation, which ends when it expires."""

from chronos.db import Database, load_queries

_QUERIES = load_queries("chronos.usage")


async def sweep_holds(db: Database) -> None:
    """Periodic job. End the holds that have expired; a reservation that needs their room does not wait for it."""
    async with db.as_service("usage.sweep_holds") as tx:
        await tx.execute(_QUERIES["sweep_holds"])
