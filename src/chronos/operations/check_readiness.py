"""Check whether this server can do its work: database, schema, queue and models."""

import asyncio
from pathlib import Path
from typing import Literal

from chronos.config import Settings
from chronos.db import Database, load_queries
from chronos.errors import ChronosError
from chronos.model import ANONYMOUS
from chronos.providers.models import is_present

State = Literal["ready", "unreachable", "missing"]

PATIENCE_SECONDS = 5.0
TABLES = (
    "public.creators", "public.students", "public.videos", "public.video_chunks", "public.chat_sessions",
    "public.chat_messages", "private.transcript_windows", "private.video_status_changes",
)  # fmt: skip
QUEUE_TABLES = ("jobs.procrastinate_jobs", "jobs.procrastinate_workers", "jobs.procrastinate_events")

_QUERIES = load_queries("chronos.operations")


async def check_readiness(db: Database, settings: Settings) -> dict[str, State]:
    """Return the state of each part. An unreachable database is reported within `PATIENCE_SECONDS`."""
    return {**await _check_database(db), "models": await _check_models(settings)}


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


async def _check_models(settings: Settings) -> State:
    """Return whether the embedder and the transcriber are installed; a directory of the operator counts unread."""
    names = [settings.embedder]
    engine, _, model = settings.transcriber.partition(":")
    if engine == "whisper" and not await asyncio.to_thread(Path(model).is_dir):
        names.append(f"whisper-{model}")
    try:
        found = [await asyncio.to_thread(is_present, settings.home, name) for name in names]
    except ChronosError:  # no such model
        return "missing"
    return "ready" if all(found) else "missing"
