"""Remove the buckets of rate limits that are full again: a caller without a row has a full one."""

from chronos.db import Database, load_queries

_QUERIES = load_queries("chronos.usage")


async def remove_full_buckets(db: Database) -> None:
    """Periodic job. Delete buckets that no question has touched for a day."""
    async with db.as_service("usage.remove_full_buckets") as tx:
        await tx.execute(_QUERIES["remove_full_buckets"])
