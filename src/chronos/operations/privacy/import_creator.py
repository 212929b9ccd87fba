"""Import a creator's archive: verified whole before anything is written, then all of it or nothing."""

import asyncio
import contextlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from chronos.db import Owner, fetch, owner_connection
from chronos.errors import Conflict, NotFound, OverLimit
from chronos.model import CreatorId
from chronos.operations.backup.stored_files import OnProgress
from chronos.operations.privacy.check_creator import Checked, check_creator
from chronos.operations.privacy.load_parts import Granted, load_parts
from chronos.operations.privacy.parts import QUERIES, list_parts
from chronos.operations.privacy.read_archive import check_whole, damaged, members, replace_ids
from chronos.operations.privacy.write_archive import FILES, TABLES
from chronos.providers.objects import ObjectStore
from chronos.storage import BUCKETS, VIDEOS, check_content, check_type

CAPTIONS_TYPE = "text/vtt"


@dataclass(frozen=True, slots=True)
class Imported:
    """What was imported. `replaced_ids`: ids that this database had already, for which new ones were made."""

    creator_id: CreatorId
    name: str
    rows: Mapping[str, int]
    files: int
    file_bytes: int
    replaced_ids: int


async def import_creator(
    url: str,
    objects: ObjectStore,
    path: Path,
    *,
    granted: Granted = Granted(),  # noqa: B008 - frozen
    on_progress: OnProgress = lambda _what, _part: None,
) -> Imported:
    """Import the creator of `path`. Ids stay, unless this database has them already.

    Raises Invalid (`archive_damaged`, `archive_unsupported`) before anything is written, OverLimit when the plan is too
    small, Conflict when a row exists already; then nothing is left of it.
    """
    check_whole(path, lambda done, total: on_progress("checking the archive", done / max(total, 1)))
    async with owner_connection(url) as connection:
        parts = await list_parts(connection)
        checked = await check_creator(connection, path, parts)
        await _require_room(connection, objects, checked, granted.tier)
    with tempfile.TemporaryDirectory(prefix=".import-", dir=path.parent) as directory:
        put: list[str] = []
        try:
            await _put_files(objects, path, checked, Path(directory), put, on_progress)
            rows = await load_parts(url, parts, _tables(path, checked), checked.creator_id, granted, on_progress)
        except BaseException:
            for name in put:
                with contextlib.suppress(NotFound):
                    await objects.delete(name)
            raise
    return Imported(
        CreatorId(UUID(checked.creator_id)),
        checked.manifest.creator_name,
        rows,
        len(checked.files),
        checked.file_bytes,
        len(checked.renamed),
    )


async def _require_room(connection: Owner, objects: ObjectStore, checked: Checked, tier: str) -> None:
    found = await fetch(connection, QUERIES["storage_limit"], {"tier": tier})
    if not found or checked.file_bytes > found[0]["storage_bytes"]:
        raise OverLimit(
            f"The files do not fit into the plan {tier}: choose a larger one with --tier.", code="storage_full"
        )
    for bucket in BUCKETS:
        async for name, _ in objects.list_objects(f"{bucket}/{checked.creator_id}/"):
            raise Conflict(f"The store has files of this creator already ({name}): remove them first.", code="exists")


async def _put_files(
    objects: ObjectStore, path: Path, checked: Checked, directory: Path, put: list[str], on_progress: OnProgress
) -> None:
    """Store the files under their new names, if their bucket takes them; `put` holds the names that were stored."""
    for name, _, content in members(path):
        if not name.startswith(FILES):
            continue
        old = name.removeprefix(FILES)
        on_progress(f"storing file {len(put) + 1:,}", len(put) / max(len(checked.files), 1))
        new = replace_ids(old.encode(), checked.renamed).decode()
        with tempfile.NamedTemporaryFile(dir=directory) as draft:
            for piece in content.pieces():
                draft.write(piece)
            draft.flush()
            if content.digest.hexdigest() != checked.files[old][1]:
                raise damaged("it changed while being read")
            await asyncio.to_thread(_check_content, checked, old, Path(draft.name))
            put.append(new)
            await objects.put(new, Path(draft.name))


def _check_content(checked: Checked, name: str, path: Path) -> None:
    bucket, declared = checked.buckets[name.partition("/")[0]], checked.objects[name][1]
    if (bucket.id, declared) != (
        VIDEOS,
        CAPTIONS_TYPE,
    ):  # captions lie beside their video, which only Chronos puts there
        check_type(bucket, declared)
        check_content(bucket, declared, path)


def _tables(path: Path, checked: Checked) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield each table's name and its lines, with new ids for those that are taken."""
    for name, _, content in members(path):
        if name.startswith(TABLES):
            table = name.removeprefix(TABLES).removesuffix(".jsonl")
            yield table, (replace_ids(line, checked.renamed) for line in content.lines())
            if content.digest.hexdigest() != checked.manifest.tables[table].sha256:
                raise damaged("it changed while being read")
