"""Remove facts after 13 months: their days are counted, and stay."""

from chronos.db import Database, load_queries

BATCH = 20_000  # facts that one transaction deletes

_QUERIES = load_queries("chronos.analytics", "rollup.sql")


async def remove_old_facts(db: Database, batch: int = BATCH) -> int:
    """Periodic job. Delete the facts that are older than 13 months; return how many."""
    removed = 0
    while True:
        async with db.as_service("analytics.remove_old_facts") as tx:
            gone = await tx.execute(_QUERIES["remove_old_facts"], {"limit": batch})
        removed += gone
        if gone < batch:
            return removed
