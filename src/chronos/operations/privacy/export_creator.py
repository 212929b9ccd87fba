"""Export all that is a creator's: the rows of every part, and the stored files."""

from collections.abc import Sequence
from pathlib import Path

from chronos.db import fetch
from chronos.errors import NotFound
from chronos.model import CreatorId
from chronos.operations.backup.archive import ArchiveWriter, draft_of
from chronos.operations.backup.stored_files import OnProgress, keep_file
from chronos.operations.privacy.parts import QUERIES, list_parts, of_creator
from chronos.operations.privacy.write_archive import (
    LISTING,
    Exported,
    TableInArchive,
    add_tables,
    note_export,
    snapshot,
    spool,
)
from chronos.providers.objects import ObjectStore

CREATOR_FORMAT = "chronos-creator"


async def export_creator(
    url: str,
    objects: ObjectStore,
    creator_id: CreatorId,
    path: Path,
    *,
    on_progress: OnProgress = lambda _what, _part: None,
) -> Exported:
    """Write a creator's library, students and history to `path`, which appears only when complete.

    Raises NotFound, ProviderError when a file cannot be read, and Invalid when `path` exists or cannot be written.
    """
    values = of_creator(creator_id)
    with draft_of(path) as (file, directory):
        archive = ArchiveWriter(file)
        async with snapshot(url) as connection:
            found = await fetch(connection, QUERIES["creator_name"], {"id": creator_id})
            if not found:
                raise NotFound(f"There is no creator {creator_id}.", code="creator_not_found")
            tables = []
            parts = await list_parts(connection)
            for number, part in enumerate(parts):
                on_progress(f"writing {part.name}", number / len(parts))
                count, sha256 = await spool(connection, part.rows, values, directory / part.name)
                tables.append(TableInArchive(part.name, list(part.columns), count, sha256))
            names = [row["name"] for row in await fetch(connection, QUERIES["stored_objects"], values)]
        creator = {"id": str(creator_id), "name": found[0]["name"]}
        add_tables(archive, {"format": CREATOR_FORMAT, "creator": creator}, tables, directory)
        kept, missing = await _add_files(objects, names, archive, directory / LISTING, on_progress)
        archive.add(LISTING, directory / LISTING)
        archive.finish()
        size = file.tell()
    await note_export(url, "creator", creator_id, creator_id)
    return Exported(path, creator["name"], size, tables, kept[0], kept[1], missing)


async def _add_files(
    objects: ObjectStore, names: Sequence[str], archive: ArchiveWriter, listing: Path, on_progress: OnProgress
) -> tuple[tuple[int, int], list[str]]:
    """Write the files and their listing; return their number and bytes, and the names of those that are missing."""
    count = size = 0
    missing = []
    with listing.open("wb") as lines:
        for name in names:
            on_progress(f"keeping file {count + 1:,}", count / len(names))
            try:
                kept = await keep_file(objects, archive, name, await objects.size(name))
            except NotFound:
                missing.append(name)
                continue
            lines.write(kept.line)
            count, size = count + 1, size + kept.size
    return (count, size), missing
