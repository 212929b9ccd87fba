"""Upkeep: the periodic jobs of every room, and when each runs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import procrastinate

from chronos import notifications
from chronos.analytics import count_changed_courses, remove_old_facts, roll_up_days
from chronos.chat import empty_bin
from chronos.courses import remove_playing_sessions
from chronos.db import Database, fetch_one, load_queries, owner_connection
from chronos.jobs import add_periodic, remove_finished
from chronos.members import forget_old_records, remove_expired_sign_ins
from chronos.operations.analyze import analyze_stale
from chronos.operations.vector_index import reindex
from chronos.pipeline import empty_video_bin, enqueue_missing_pictures, index_outdated
from chronos.providers.embedding import Embedder
from chronos.providers.objects import ObjectStore
from chronos.storage import Broom, sweep_files
from chronos.usage import charge_stored_bytes, remove_full_buckets, sweep_holds
from chronos.whop import WhopClient, catch_up, forget_bodies, read_from_whop, watch_for_gaps

_QUERIES = load_queries("chronos.operations")
_log = logging.getLogger(__name__)


class Providers(Protocol):
    """The providers of periodic jobs; each loads on first use, which may take seconds."""

    @property
    def objects(self) -> ObjectStore:
        """The store of files."""
        ...

    @property
    def embedder(self) -> Embedder:
        """Texts to vectors."""
        ...

    @property
    def channels(self) -> notifications.Channels:
        """The ways by which notifications go out."""
        ...

    def get_whop(self) -> WhopClient | None:
        """Calls Whop's API; None without a key."""
        ...


@dataclass(frozen=True, slots=True)
class Means:
    """What periodic jobs work with. `owner_url`: only their owner may analyze and index tables."""

    db: Database
    providers: Providers
    home: Path
    owner_url: str
    webhook_id: str | None = None  # on Whop


# What each room does, when, in UTC: minutes off the full hour, when most other schedules start.
SCHEDULE: tuple[tuple[str, str, Callable[[Means], Awaitable[None]]], ...] = (
    ("sweep", "7 * * * *", lambda means: sweep_storage(Broom(means.db, means.providers.objects, means.home))),
    ("whop", "* * * * *", lambda means: catch_up(means.db, means.providers.get_whop())),
    ("holds", "*/10 * * * *", lambda means: sweep_holds(means.db)),
    ("analyze", "17 * * * *", lambda means: analyze_tables(means.owner_url)),
    ("sign_ins", "27 * * * *", lambda means: remove_expired_sign_ins(means.db)),
    ("stored_bytes", "33 * * * *", lambda means: charge_stored_bytes(means.db)),
    ("outdated_videos", "37 * * * *", lambda means: index_videos(means.db, means.providers)),
    ("missing_pictures", "43 * * * *", lambda means: enqueue_missing_pictures(means.db)),
    ("opened_lessons", "4-59/10 * * * *", lambda means: note_opened_lessons(means.db)),
    ("notifications", "* * * * *", lambda means: send_notifications(means.db, means.providers)),
    ("old_notifications", "55 4 * * *", lambda means: forget_notifications(means.db)),
    ("roll_up", "2-59/5 * * * *", lambda means: roll_up(means.db)),
    ("whop_watch", "* * * * *", lambda means: watch_for_gaps(means.db, means.providers.get_whop, means.webhook_id)),
    ("whop_reading", "13 * * * *", lambda means: read_from_whop(means.db, means.providers.get_whop, means.webhook_id)),
    ("vector_index", "23 3 * * *", lambda means: rebuild_vector_index(means.owner_url)),
    ("finished_jobs", "41 4 * * *", lambda means: remove_finished(means.db)),
    ("rate_buckets", "47 4 * * *", lambda means: remove_full_buckets(means.db)),
    ("playing_sessions", "51 4 * * *", lambda means: remove_playing_sessions(means.db)),
    ("conversation_bin", "49 4 * * *", lambda means: empty_bin(means.db)),
    ("video_bin", "45 4 * * *", lambda means: empty_video_bin(means.db, means.providers.objects)),
    ("whop_bodies", "57 4 * * *", lambda means: forget_bodies(means.db)),
    ("old_records", "59 4 * * *", lambda means: forget_records(means.db)),
    ("old_facts", "53 4 * * *", lambda means: forget_facts(means.db)),
)


def register_upkeep(queue: procrastinate.App, means: Means) -> None:
    """Add the periodic jobs to `queue`; each runs once at its time, on one of all workers."""
    for name, cron, work in SCHEDULE:
        add_periodic(queue, name, cron, partial(work, means), means.db.outage)


async def sweep_storage(broom: Broom) -> None:
    """Delete unreferenced files."""
    swept = await sweep_files(broom)
    if swept.removed or swept.failed:
        _log.info("swept %s files (%s bytes); %s failed", len(swept.removed), swept.bytes_freed, len(swept.failed))


async def analyze_tables(owner_url: str) -> None:
    """Analyze the tables of which many rows have changed."""
    async with owner_connection(owner_url) as connection:
        names = await analyze_stale(connection)
    if names:
        _log.info("analyzed %s", ", ".join(names))


async def roll_up(db: Database) -> None:
    """Count the days that have new facts, and the courses in which something changed."""
    await roll_up_days(db)
    await count_changed_courses(db)


async def note_opened_lessons(db: Database) -> None:
    """Note the lessons that opened for students."""
    await notifications.tell_opened_lessons(db)


async def send_notifications(db: Database, providers: Providers) -> None:
    """Send the notifications that are due."""
    done = await notifications.deliver(db, providers.channels)
    if done.not_sent:
        _log.info("sent %s notifications; %s were not sent", done.sent, done.not_sent)


async def forget_notifications(db: Database) -> None:
    """Delete notifications that are older than 90 days."""
    await notifications.remove_old(db)


async def forget_facts(db: Database) -> None:
    """Delete facts that are older than 13 months."""
    removed = await remove_old_facts(db)
    if removed:
        _log.info("deleted %s facts of before", removed)


async def forget_records(db: Database) -> None:
    """Delete records of the audit log that are older than 400 days."""
    forgotten = await forget_old_records(db)
    if forgotten:
        _log.info("deleted %s old records of the audit log", forgotten)


async def index_videos(db: Database, providers: Providers) -> None:
    """Index videos whose title or embedding model has changed."""
    await index_outdated(db, await asyncio.to_thread(lambda: providers.embedder))


async def rebuild_vector_index(owner_url: str) -> None:
    """Rebuild the vector index by its present method when it no longer fits the rows."""
    async with owner_connection(owner_url) as connection:
        state = await fetch_one(connection, _QUERIES["vector_index_state"])
    if state["rebuild_due"]:
        built = await reindex(owner_url, state["index_method"])
        _log.info("built %s vector indexes in %.1f s", len(built.indexes), built.seconds)
