"""Sweep: find what nobody needs any more, look at it once more, and take it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from chronos.db import Database, load_queries
from chronos.errors import ChronosError, Conflict, NotFound
from chronos.providers.objects import ObjectStore
from chronos.storage.buckets import BUCKETS, USER_UPLOADS
from chronos.storage.find_references import list_known
from chronos.storage.leftovers import list_leftovers, list_staged, remove_leftover
from chronos.storage.sweep_plan import (
    GRACE,
    LEFTOVERS_LAST,
    USER_UPLOADS_LAST,
    Doomed,
    Found,
    ObjectRow,
    plan_sweep,
)
from chronos.storage.uploads.folder import Staging

_QUERIES = load_queries("chronos.storage")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep took, and what it left: `spared` had come to life since it was listed, `failed` comes again."""

    removed: Sequence[Doomed]
    spared: Sequence[Doomed]
    failed: Sequence[Doomed]

    @property
    def bytes_freed(self) -> int:
        """Of all that was removed."""
        return sum(one.size_bytes for one in self.removed)


@dataclass(frozen=True, slots=True)
class Broom:
    """Where is swept. `home`: the folder for what comes in is this machine's; each machine's is swept by itself."""

    db: Database
    objects: ObjectStore
    home: Path

    @property
    def incoming(self) -> Path:
        """The folder for what comes in."""
        return self.home / "incoming"


async def plan(broom: Broom, now: datetime | None = None) -> list[Doomed]:
    """What a sweep would take now; nothing is changed."""
    now = now or datetime.now(UTC)
    doomed: list[Doomed] = []
    async for found in _look_around(broom, now):
        doomed += plan_sweep(found, now)
    return doomed


async def sweep(broom: Broom, now: datetime | None = None) -> Swept:
    """Take what `plan` finds, after another look at each: a row may have come meanwhile."""
    now = now or datetime.now(UTC)
    removed: list[Doomed] = []
    spared: list[Doomed] = []
    failed: list[Doomed] = []
    for one in await plan(broom, now):
        try:
            (removed if await take(broom, one, now) else spared).append(one)
        except ChronosError as error:
            _log.warning("could not sweep %s: %s", one.name, error)
            failed.append(one)
    return Swept(removed, spared, failed)


async def take(broom: Broom, one: Doomed, now: datetime) -> bool:
    """Remove it if it is still what the plan took it for; False when it is not."""
    if one.kind == "object":
        return await _take_object(broom, one.name, now)
    if one.kind == "bytes":
        return await _take_bytes(broom, one.name, now)
    if one.kind == "leftover":
        before = now - LEFTOVERS_LAST
        try:
            return await asyncio.to_thread(remove_leftover, broom.incoming, one.name, before)
        except OSError as error:
            raise Conflict(f"The file cannot be removed: {error.strerror}.", code="file_not_removed") from error
    return await _take_upload(broom, UUID(one.name), now)


async def _look_around(broom: Broom, now: datetime) -> AsyncIterator[Found]:
    async with broom.db.as_service("storage.sweep") as tx:
        rows = await tx.fetch(_QUERIES["list_sweepable_objects"], {"before": now - GRACE})
    yield Found(rows=[ObjectRow(**row) for row in rows])
    for bucket in BUCKETS:
        async for stored in broom.objects.list_stored(f"{bucket}/"):
            async with broom.db.as_service("storage.sweep") as tx:
                known = await list_known(tx, [one.name for one in stored])
            yield Found(stored=stored, known=known)
    # The disk first: an upload that begins between the two looks has a row then.
    staged = await asyncio.to_thread(list_staged, broom.incoming)
    leftovers = await asyncio.to_thread(list_leftovers, broom.incoming)
    async with broom.db.as_service("storage.sweep") as tx:
        uploads = await tx.fetch(_QUERIES["list_upload_times"])
    yield Found(uploads={row["id"]: row["expires_at"] for row in uploads}, staged=staged, leftovers=leftovers)


async def _take_object(broom: Broom, stored_name: str, now: datetime) -> bool:
    """The row first: without it the bytes are nobody's, and should this end here the next sweep takes them."""
    bucket, _, name = stored_name.partition("/")
    before = now - (USER_UPLOADS_LAST if bucket == USER_UPLOADS else GRACE)
    async with broom.db.as_service("storage.sweep") as tx:
        await tx.fetch_one(_QUERIES["allow_sweeping"])
        gone = await tx.execute(_QUERIES["delete_swept_object"], {"bucket": bucket, "name": name, "before": before})
    if gone:
        await _take_bytes(broom, stored_name, now)
    return bool(gone)


async def _take_bytes(broom: Broom, stored_name: str, now: datetime) -> bool:
    """What was stored or named again is young; its row comes within the time of grace."""
    async with broom.db.as_service("storage.sweep") as tx:
        if await list_known(tx, [stored_name]):
            return False
    try:
        if (await broom.objects.look(stored_name)).modified_at > now - GRACE:
            return False
    except NotFound:
        return False
    await broom.objects.delete(stored_name)
    return True


async def _take_upload(broom: Broom, upload_id: UUID, now: datetime) -> bool:
    """Nobody else holds it, and it has no row or an expired one."""
    async with broom.db.as_service("storage.sweep") as tx:
        row = await tx.fetch_one(_QUERIES["find_upload_time"], {"id": upload_id})
        if row is not None and row["expires_at"] > now:
            return False
    try:
        await asyncio.to_thread(Staging(broom.home).remove, upload_id)
    except Conflict:  # a request is sending its last bytes
        return False
    async with broom.db.as_service("storage.sweep") as tx:
        await tx.execute(_QUERIES["delete_upload"], {"id": upload_id})
    return True
