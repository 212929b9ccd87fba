"""Check whether this server can do its work: database, schema, queue and models."""

import asyncio
from typing import Literal

from chronos.db import Database, load_queries
from chronos.errors import ChronosError
from chronos.model import ANONYMOUS
from chronos.providers.choose import Providers

State = Literal["ready", "unreachable", "missing"]

PATIENCE_SECONDS = 5.0
TABLES = (
    "public.creators", "public.students", "public.videos", "public.video_chunks", "public.chat_sessions",
    "public.chat_messages", "private.transcript_windows", "private.video_status_changes",
)  # fmt: skip
QUEUE_TABLES = ("jobs.procrastinate_jobs", "jobs.procrastinate_workers", "jobs.procrastinate_events")

_QUERIES = load_queries("chronos.operations")


async def check_readiness(db: Database, providers: Providers) -> dict[str, State]:
    """Return the state of each part. An unreachable database is reported within `PATIENCE_SECONDS`."""
    are_installed = providers.are_installed()  # looks at a few files; for a thread it might wait behind a model's work
    return {**await _check_database(db), "models": "ready" if are_installed else "missing"}


async def _check_database(db: Database) -> dict[str, State]:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), db.acting_as(ANONYMOUS) as tx:
            rows = await tx.fetch(_QUERIES["missing_tables"], {"names": [*TABLES, *QUEUE_TABLES]})
    except (ChronosError, TimeoutError):
        return {"database": "unreachable", "schema": "unreachable", "queue": "unreachable"}
    missing = {row["name"] for row in rows}
    return {
        "database": "ready",
        "schema": "missing" if missing.intersection(TABLES) else "ready",
        "queue": "missing" if missing.intersection(QUEUE_TABLES) else "ready",
    }
