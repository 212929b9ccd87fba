"""Charge stored bytes: what every creator keeps, once for each day that is over."""

from chronos.db import Database, load_queries

_QUERIES = load_queries("chronos.usage")


async def charge_stored_bytes(db: Database) -> None:
    """Periodic job. Every hour, as days end at another hour for each time zone; a day is charged once."""
    async with db.as_service("usage.charge_stored_bytes") as tx:
        await tx.execute(_QUERIES["charge_stored_bytes"])
