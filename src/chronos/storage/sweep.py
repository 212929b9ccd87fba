"""Sweep: find expired uploads, old user uploads and files without a row, check each again, and delete it."""

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
from chronos.storage.find_references import find_references
from chronos.storage.incoming_folder import INCOMING, list_incoming, remove_file
from chronos.storage.sweep_plan import (
    GRACE,
    LEFTOVERS_LAST,
    USER_UPLOADS_LAST,
    Doomed,
    Found,
    ObjectRow,
    plan_sweep,
)
from chronos.storage.uploads.folder import UploadFolder

_QUERIES = load_queries("chronos.storage")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep deleted and what it left: `spared` was in use again, `failed` is tried by the next sweep."""

    removed: Sequence[Doomed]
    spared: Sequence[Doomed]
    failed: Sequence[Doomed]

    @property
    def bytes_freed(self) -> int:
        """Bytes of everything that was removed."""
        return sum(one.size_bytes for one in self.removed)


@dataclass(frozen=True, slots=True)
class Broom:
    """Where the sweep works. The incoming folder in `home` is this machine's alone; each machine sweeps its own."""

    db: Database
    objects: ObjectStore
    home: Path

    @property
    def incoming(self) -> Path:
        """The folder of bytes that are not whole yet."""
        return self.home / INCOMING


async def list_sweepable(broom: Broom, now: datetime | None = None) -> list[Doomed]:
    """Return what a sweep would delete now; nothing changes."""
    now = now or datetime.now(UTC)
    doomed: list[Doomed] = []
    async for found in _look_around(broom, now):
        doomed += plan_sweep(found, now)
    return doomed


async def sweep_files(broom: Broom, now: datetime | None = None) -> Swept:
    """Delete what `list_sweepable` finds, after another check of each: a row may have appeared."""
    now = now or datetime.now(UTC)
    removed: list[Doomed] = []
    spared: list[Doomed] = []
    failed: list[Doomed] = []
    for one in await list_sweepable(broom, now):
        try:
            (removed if await take(broom, one, now) else spared).append(one)
        except ChronosError as error:
            _log.warning("could not sweep %s: %s", one.name, error)
            failed.append(one)
    return Swept(removed, spared, failed)


async def take(broom: Broom, one: Doomed, now: datetime) -> bool:
    """Delete one thing unless it came into use since it was planned; then return False."""
    if one.kind == "object":
        return await _take_object(broom, one.name, now)
    if one.kind == "bytes":
        return await _take_bytes(broom, one.name, now)
    if one.kind == "leftover":
        try:
            return await asyncio.to_thread(remove_file, broom.incoming, one.name, now - LEFTOVERS_LAST)
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
                known = await find_references(tx, [one.name for one in stored])
            yield Found(stored=stored, known=known)
    # The disk first: an upload that begins between the two looks has a row then.
    staged, leftovers = await asyncio.to_thread(list_incoming, broom.incoming)
    async with broom.db.as_service("storage.sweep") as tx:
        uploads = await tx.fetch(_QUERIES["list_upload_times"])
    yield Found(uploads={row["id"]: row["expires_at"] for row in uploads}, staged=staged, leftovers=leftovers)


async def _take_object(broom: Broom, stored_name: str, now: datetime) -> bool:
    """Delete the row first: bytes without a row are out of reach, and the next sweep deletes them if this one ends."""
    bucket, _, name = stored_name.partition("/")
    before = now - (USER_UPLOADS_LAST if bucket == USER_UPLOADS else GRACE)
    async with broom.db.as_service("storage.sweep") as tx:
        await tx.fetch_one(_QUERIES["allow_sweeping"])
        gone = await tx.execute(_QUERIES["delete_swept_object"], {"bucket": bucket, "name": name, "before": before})
    if gone:
        await _take_bytes(broom, stored_name, now)
    return bool(gone)


async def _take_bytes(broom: Broom, stored_name: str, now: datetime) -> bool:
    """Delete bytes unless they are young again: a row follows stored or renamed bytes within the time of grace."""
    async with broom.db.as_service("storage.sweep") as tx:
        if await find_references(tx, [stored_name]):
            return False
    try:
        if (await broom.objects.look(stored_name)).modified_at > now - GRACE:
            return False
    except NotFound:
        return False
    await broom.objects.delete(stored_name)
    return True


async def _take_upload(broom: Broom, upload_id: UUID, now: datetime) -> bool:
    """Delete an upload that no request has locked, and that has no row or an expired one."""
    async with broom.db.as_service("storage.sweep") as tx:
        row = await tx.fetch_one(_QUERIES["find_upload_time"], {"id": upload_id})
        if row is not None and row["expires_at"] > now:
            return False
    try:
        await asyncio.to_thread(UploadFolder(broom.home).remove, upload_id)
    except Conflict:  # a request is sending its last bytes
        return False
    async with broom.db.as_service("storage.sweep") as tx:
        await tx.execute(_QUERIES["delete_upload"], {"id": upload_id})
    return True
