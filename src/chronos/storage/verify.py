"""Verify: is every file that a row names stored, and unchanged?"""

import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, LiteralString
from uuid import UUID

from chronos.db import Database, Row, load_queries
from chronos.errors import NotFound
from chronos.providers.objects import ObjectStore
from chronos.storage.buckets import BUCKETS, THUMBNAILS, VIDEOS
from chronos.storage.find_references import find_references
from chronos.storage.names import object_name
from chronos.storage.sweep_plan import GRACE

PAGE = 500  # rows that are held at once

# missing: a row names it and it is not stored; changed: its bytes are others, or another number of them; unknown:
# stored for longer than the time of grace, and no row names it.
Trouble = Literal["missing", "changed", "unknown"]
# What is being done, and which part of it is done (0 to 1), where that is known.
OnProgress = Callable[[str, float | None], None]

_QUERIES = load_queries("chronos.storage")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one stored file; `name` is `<bucket>/<path>`."""

    trouble: Trouble
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at: `files` that rows name, of which `hashed` were read whole."""

    files: int
    hashed: int
    bytes_read: int
    findings: Sequence[Finding]

    def count(self, trouble: Trouble) -> int:
        """How many findings are of this kind."""
        return sum(finding.trouble == trouble for finding in self.findings)


@dataclass(frozen=True, slots=True)
class _Expected:
    """A file that rows name; None for what they do not tell. One that is not counted comes again, or may."""

    name: str
    size_bytes: int | None = None
    sha256: str | None = None
    is_counted: bool = True


async def verify_files(
    db: Database, objects: ObjectStore, on_progress: OnProgress = lambda _what, _part: None
) -> Verified:
    """Compare the store with the rows: sources by their SHA-256, everything else by its size.

    Reads every source from end to end, in memory that does not grow. Raises ProviderError when the store fails.
    """
    findings: dict[str, Finding] = {}
    files = hashed = bytes_read = 0
    total = await _total_bytes(db)
    async for one in _list_expected(db):
        files += one.is_counted
        try:
            trouble, read = await _compare(objects, one)
        except NotFound:
            trouble, read = Finding("missing", one.name, "a row names it, and it is not stored"), 0
        if trouble is not None and await _is_still_named(db, one.name):
            findings[one.name] = trouble
        hashed += one.sha256 is not None and bool(read)
        bytes_read += read
        on_progress(f"{files:,} files", min(bytes_read / total, 1.0) if total else None)
    on_progress("looking for what no row names", None)
    unknown = [finding async for finding in _list_unknown(db, objects)]
    return Verified(files, hashed, bytes_read, [*findings.values(), *unknown])


async def _compare(objects: ObjectStore, one: _Expected) -> tuple[Finding | None, int]:
    """What is wrong with it, and how many bytes were read to know."""
    size = (await objects.look(one.name)).size_bytes
    if one.size_bytes is not None and size != one.size_bytes:
        return Finding("changed", one.name, f"{size} bytes instead of {one.size_bytes}"), 0
    if one.sha256 is None:
        return None, 0
    digest = hashlib.sha256()
    async for piece in objects.stream(one.name, 0, size):
        digest.update(piece)
    if digest.hexdigest() != one.sha256:
        return Finding("changed", one.name, f"SHA-256 {digest.hexdigest()} instead of {one.sha256}"), size
    return None, size


async def _is_still_named(db: Database, name: str) -> bool:
    """It may have been removed, row and all, since its row was read."""
    async with db.as_service("storage.verify") as tx:
        return name in await find_references(tx, [name])


async def _total_bytes(db: Database) -> int:
    async with db.as_service("storage.verify") as tx:
        row = await tx.fetch_one(_QUERIES["total_source_bytes"])
    return int(row["bytes"]) if row else 0


async def _list_expected(db: Database) -> AsyncIterator[_Expected]:
    """What rows name. A picture comes with its object's size, and before that because a video shows it."""
    videos = _QUERIES["list_files_of_videos"]
    async for row in _pages(db, videos, {"after": UUID(int=0)}, lambda row: {"after": row["id"]}):
        if row["storage_path"] is not None:
            name = object_name(VIDEOS, row["storage_path"])
            yield _Expected(name, row["file_size_bytes"], row["content_sha256"])
        if row["captions"] is not None:
            yield _Expected(object_name(VIDEOS, row["captions"]))
        if row["thumbnail_path"] is not None:
            yield _Expected(object_name(THUMBNAILS, row["thumbnail_path"]), is_counted=False)
    async with db.as_service("storage.verify") as tx:
        rows = await tx.fetch(_QUERIES["list_covers_and_logos"])
    for row in rows:
        yield _Expected(object_name(THUMBNAILS, row["picture"]), is_counted=False)
    others, begin = _QUERIES["list_files_of_objects"], {"bucket": "", "name": ""}
    async for row in _pages(db, others, begin, lambda row: {"bucket": row["bucket_id"], "name": row["name"]}):
        yield _Expected(object_name(row["bucket_id"], row["name"]), row["size_bytes"])


async def _pages(db: Database, statement: LiteralString, after: Row, place: Callable[[Row], Row]) -> AsyncIterator[Row]:
    """Every row, `PAGE` at a time, each page after the place of the last row before it."""
    while True:
        async with db.as_service("storage.verify") as tx:
            rows = await tx.fetch(statement, {**after, "limit": PAGE})
        for row in rows:
            yield row
        if len(rows) < PAGE:
            return
        after = place(rows[-1])


async def _list_unknown(db: Database, objects: ObjectStore) -> AsyncIterator[Finding]:
    """What the next sweep takes."""
    now = datetime.now(UTC)
    for bucket in BUCKETS:
        async for stored in objects.list_stored(f"{bucket}/"):
            old = [one for one in stored if now - one.modified_at > GRACE]
            async with db.as_service("storage.verify") as tx:
                known = await find_references(tx, [one.name for one in old])
            for one in old:
                if one.name not in known:
                    yield Finding("unknown", one.name, "no row names it: the next sweep takes it")
