"""Upkeep: what has to be done again and again, as jobs in a queue of their own."""

import logging

import procrastinate

from chronos.db import Database, fetch_one, load_queries, owner_connection
from chronos.jobs import add_periodic
from chronos.operations.analyze import analyze_stale
from chronos.operations.vector_index.reindex import reindex

KEEP_FINISHED_DAYS = 7

# UTC, and off the full hour, when everybody else's jobs begin.
EVERY_HOUR = "17 * * * *"
EVERY_NIGHT = "23 3 * * *"
LATER_AT_NIGHT = "41 4 * * *"

_QUERIES = load_queries("chronos.operations")
_log = logging.getLogger(__name__)


def register_upkeep(queue: procrastinate.App, db: Database, owner_url: str) -> None:
    """Add the periodic jobs to `queue`. `owner_url`: tables are analyzed and indexed by their owner alone.

    However many workers there are, each is done once each time.
    """

    async def analyze() -> None:
        await analyze_tables(owner_url)

    async def rebuild() -> None:
        await rebuild_vector_index(owner_url)

    async def clean() -> None:
        await remove_finished(db)

    add_periodic(queue, "analyze", EVERY_HOUR, analyze)
    add_periodic(queue, "vector_index", EVERY_NIGHT, rebuild)
    add_periodic(queue, "clean", LATER_AT_NIGHT, clean)


async def analyze_tables(owner_url: str) -> None:
    """Job. Analyze the tables of which many rows have changed."""
    async with owner_connection(owner_url) as connection:
        names = await analyze_stale(connection)
    if names:
        _log.info("analyzed %s", ", ".join(names))


async def rebuild_vector_index(owner_url: str) -> None:
    """Job. Build the vector index again, by the method it has, when it does not fit the rows any more."""
    async with owner_connection(owner_url) as connection:
        state = await fetch_one(connection, _QUERIES["vector_index_state"])
    if state["rebuild_due"]:
        built = await reindex(owner_url, state["index_method"])
        _log.info("built %s vector indexes in %.1f s", len(built.indexes), built.seconds)


async def remove_finished(db: Database) -> None:
    """Job. Remove finished jobs after a week, workers that have been silent for as long, and full buckets of rates."""
    async with db.as_service("operations.upkeep") as tx:
        await tx.fetch_one(_QUERIES["enter_queue_schema"])  # the queue's own triggers name no schema
        jobs = await tx.execute(_QUERIES["remove_finished"], {"days": KEEP_FINISHED_DAYS})
        await tx.execute(_QUERIES["remove_silent_workers"], {"days": KEEP_FINISHED_DAYS})
        await tx.execute(_QUERIES["remove_full_buckets"])
    if jobs:
        _log.info("removed %s finished jobs", jobs)
