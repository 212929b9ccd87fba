"""Restore a backup into an empty database and the store of files: exactly the same rows, or none."""

import contextlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chronos.db import fetch_one, migrate, owner_connection, queue_version, require_no_server
from chronos.errors import Conflict, Invalid
from chronos.operations.backup.archive import check_archive, members
from chronos.operations.backup.back_up import DUMP, FORMAT, LISTING, MANIFEST
from chronos.operations.backup.contents import DERIVED, QUERIES, STORAGE, Counted, Table, has_rows, list_tables
from chronos.operations.backup.load_rows import load_rows
from chronos.operations.backup.stored_files import PREFIX, FileTarget, OnProgress, put_back
from chronos.operations.reset import empty, look
from chronos.operations.vector_index import rebuild_recorded

HISTORY = "supabase_migrations.schema_migrations"  # says what was applied here, and is not the backup's to say
FILLED_BY_MIGRATIONS = frozenset({"vector_index_builds", "tiers", "rate_limits"})  # of schema private


@dataclass(frozen=True, slots=True)
class Restored:
    """The restored contents; every table equals the backup's by count and checksum.

    `left_out`: the backup's derived tables that this version cannot use, to be made again by indexing the videos.
    """

    created_at: str
    tables: Sequence[Counted]
    left_out: Sequence[str]
    files: int
    file_bytes: int
    indexes: Sequence[str]
    applied: Sequence[str]


async def restore(
    url: str, files: FileTarget, path: Path, *, on_progress: OnProgress = lambda _what, _part: None
) -> Restored:
    """Restore the backup at `path`.

    Raises Invalid for an incomplete backup, or one that this version cannot read, before anything is touched; Conflict
    for a database that has rows or is in use by a server, and for a backup whose tables do not fit. Interrupted at any
    moment, it leaves a database without rows: run it again.
    """
    manifest = _check(path, on_progress)
    migrations = _migrations_of(manifest)
    await require_no_server(url)
    await _require_no_rows(url)
    left_out = await _prepare(url, manifest, migrations)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=path.parent) as directory:
        count, size = await _unpack(path, files, Path(directory), on_progress)
        expected = [Counted(**table) for table in manifest["tables"] if table["name"] not in {HISTORY, *left_out}]
        await load_rows(url, expected, manifest["sequences"], Path(directory), on_progress)
    newer = await migrate.push(url, migrate.load_migrations())
    indexes = await rebuild_recorded(url, on_progress=on_progress)
    async with owner_connection(url) as connection:
        await connection.execute("analyze")
    return Restored(manifest["created_at"], expected, left_out, count, size, indexes, [one.file for one in newer])


def _check(path: Path, on_progress: OnProgress) -> dict[str, Any]:
    """Verify the file and return its manifest."""
    if not path.is_file():
        raise Invalid(f"{str(path)!r} is not a file: check the path.", code="file_unreadable")
    check_archive(path, lambda done, total: on_progress("checking the backup", done / total))
    with contextlib.closing(members(path)) as found:
        name, _, content = next(found)
        manifest: dict[str, Any] = json.load(content) if name == MANIFEST else {}
    if manifest.get("format") != FORMAT:
        raise Invalid(
            f"{path.name} has another format ({manifest.get('format')}) than this version reads ({FORMAT}): "
            "restore it with the version of Chronos that made it.",
            code="backup_unsupported",
        )
    return manifest


def _migrations_of(manifest: dict[str, Any]) -> list[migrate.Migration]:
    """Return our migrations up to the backup's; all of ours when its files have been rearranged since.

    Raises Invalid for one that is unknown.
    """
    kept = {one["version"]: one["name"] for one in manifest["migrations"]}
    ours = migrate.load_migrations()
    # Until 0.1.0 a number may come to hold another subject: whether the rows fit, their columns tell.
    if any((kept.get(migration.version) or migration.name) != migration.name for migration in ours):
        return ours
    unknown = sorted(kept.keys() - {migration.version for migration in ours})
    if unknown:
        names = ", ".join(f"{version}_{kept[version]}" for version in unknown)
        raise Invalid(
            f"The backup has migrations that are unknown to this version ({names}): update Chronos, or restore it "
            "with the version that made it.",
            code="backup_too_new",
        )
    return [migration for migration in ours if migration.version in kept]


async def _require_no_rows(url: str) -> None:
    async with owner_connection(url) as connection:
        if not (await fetch_one(connection, QUERIES["look_for_history"]))["there"]:
            return
        filled = [
            table.full_name
            for table in await list_tables(connection)
            if table.schema in ("public", "private")
            and table.name not in FILLED_BY_MIGRATIONS
            and await has_rows(connection, table)
        ]
    if filled:
        library = await look(url)
        raise Conflict(
            f"The database is not empty: it has {library.contents}. Restore into another one, or delete everything in "
            "this one first with `chronos db reset`.",
            code="database_not_empty",
        )


async def _prepare(url: str, manifest: dict[str, Any], migrations: Sequence[migrate.Migration]) -> list[str]:
    """Make the schema of the backup's version, so that its rows fit; return the tables to leave out."""
    wanted = [migration.version for migration in migrations]
    states = await migrate.status(url, migrations)
    async with owner_connection(url) as connection:
        queue = await queue_version(connection)
    there = [state.version for state in states if state.in_database]
    is_another = there != wanted or any(state.is_changed for state in states)
    if there and (is_another or queue not in (None, manifest["queue_version"])):
        await empty(url)  # no rows, only tables of another version
    await migrate.push(url, migrations, queue_up_to=manifest["queue_version"])
    async with owner_connection(url) as connection:
        return _tables_to_leave_out(manifest, {table.full_name: table for table in await list_tables(connection)})


def _tables_to_leave_out(manifest: dict[str, Any], known: dict[str, Table]) -> list[str]:
    """Return all derived tables of the backup if one of them does not fit, as they are made together.

    Raises Conflict for any other table that does not fit.
    """
    kept = {table["name"]: set(table["columns"]) for table in manifest["tables"]}
    unfit = {name: _misfit(columns, known.get(name)) for name, columns in kept.items() if name != HISTORY}
    for name, misfit in unfit.items():
        if misfit and name not in DERIVED:
            raise Conflict(
                f"This version cannot restore table {name} of the backup ({misfit}): use the version of Chronos that "
                "made the backup.",
                code="backup_differs",
            )
    derived = sorted(DERIVED & kept.keys())
    return derived if any(unfit[name] for name in derived) else []


def _misfit(columns: set[str], table: Table | None) -> str:
    """Return what keeps a backup's rows with `columns` out of the table; an empty text if nothing does."""
    if table is None:
        return "the table no longer exists"
    gone, needed = sorted(columns - set(table.columns)), sorted(set(table.needed) - columns)
    parts = [f"{what}: {', '.join(names)}" for what, names in (("gone", gone), ("new and required", needed)) if names]
    return "; ".join(parts)


async def _unpack(path: Path, files: FileTarget, directory: Path, on_progress: OnProgress) -> tuple[int, int]:
    """Unpack files into their store and rows into `directory`; return the number of files and their bytes."""
    count = size = 0
    rows = {DUMP, *(table.full_name for table in STORAGE)}
    with (directory / LISTING).open("wb") as lines:
        for name, _, content in members(path):
            if name in rows:
                with (directory / name).open("wb") as file:
                    while piece := content.read(1024 * 1024):
                        file.write(piece)
            elif name.startswith(PREFIX):
                on_progress(f"putting back file {count + 1:,}", None)
                kept = await put_back(files, name, content, directory)
                lines.write(kept.line)
                count, size = count + 1, size + kept.size
            elif name == LISTING:
                lines.flush()
                if content.read() != (directory / LISTING).read_bytes():
                    raise Invalid("The files in the backup differ from its list.", code="backup_damaged")
    return count, size
