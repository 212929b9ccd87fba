"""Remove finished jobs and dead workers from the queue's tables."""

import logging

from chronos.db import Database, load_queries

KEEP_DAYS = 7

_QUERIES = load_queries("chronos.jobs")
_log = logging.getLogger(__name__)


async def remove_finished(db: Database) -> None:
    """Periodic job. Delete jobs that finished, and workers that fell silent, more than `KEEP_DAYS` ago."""
    async with db.as_service("jobs.remove_finished") as tx:
        await tx.fetch_one(_QUERIES["enter_queue_schema"])  # the queue's own triggers name no schema
        removed = await tx.execute(_QUERIES["remove_finished"], {"days": KEEP_DAYS})
        await tx.execute(_QUERIES["remove_silent_workers"], {"days": KEEP_DAYS})
    if removed:
        _log.info("removed %s finished jobs", removed)
