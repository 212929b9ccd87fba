"""Back up the database at one moment and the stored files into one archive with a checksum."""

import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from psycopg import sql

from chronos.db import Owner, fetch, fetch_one, owner_connection, queue_version
from chronos.errors import Conflict
from chronos.operations.backup.archive import ArchiveWriter, draft_of
from chronos.operations.backup.contents import (
    NOT_KEPT,
    QUERIES,
    SCHEMAS,
    STORAGE,
    Counted,
    Table,
    count_table,
    list_tables,
)
from chronos.operations.backup.programs import require_server, running_program
from chronos.operations.backup.stored_files import Files, OnProgress, keep_files
from chronos.storage import BUCKETS

FORMAT = 1
MANIFEST, DUMP, LISTING = "manifest.json", "database.dump", "files.jsonl"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """The finished backup. `missing`: files that the database names and the store does not have."""

    path: Path
    size_bytes: int
    created_at: str
    tables: Sequence[Counted]
    files: int
    file_bytes: int
    missing: Sequence[str]


async def back_up(
    url: str, files: Files, path: Path, *, on_progress: OnProgress = lambda _what, _part: None
) -> BackedUp:
    """Write everything to `path`, which appears only when complete, readable by its owner only.

    Raises Invalid when `path` exists or cannot be written, Conflict for a database without Chronos, ProviderError when
    the server or a file cannot be read.
    """
    with draft_of(path) as (file, scratch):
        manifest, count, size, missing = await _write(url, files, file, scratch, on_progress)
        total = file.tell()
    tables = [Counted(**table) for table in manifest["tables"]]
    return BackedUp(path, total, manifest["created_at"], tables, count, size, missing)


async def _write(
    url: str, files: Files, file: IO[bytes], scratch: Path, on_progress: OnProgress
) -> tuple[dict[str, Any], int, int, Sequence[str]]:
    archive = ArchiveWriter(file)
    async with _snapshot(url) as (connection, snapshot):
        manifest = await _manifest(connection, on_progress)
        on_progress("dumping the database", None)
        await _dump(url, snapshot, scratch / DUMP)
        for table in STORAGE:
            await _copy_out(connection, table, scratch / table.full_name)
        named = {row["name"] for row in await fetch(connection, QUERIES["stored_names"], {"buckets": list(BUCKETS)})}
    archive.add(MANIFEST, json.dumps(manifest, indent=2).encode())
    for name in (DUMP, *(table.full_name for table in STORAGE)):
        archive.add(name, scratch / name)
        (scratch / name).unlink()
    count = size = 0
    async for kept in keep_files(files, archive, scratch / LISTING, on_progress):
        count, size = count + 1, size + kept.size
        named.discard(kept.name)
    archive.add(LISTING, scratch / LISTING)
    archive.finish()
    return manifest, count, size, sorted(named)


@contextlib.asynccontextmanager
async def _snapshot(url: str) -> AsyncIterator[tuple[Owner, str]]:
    """Open a transaction on one snapshot; yield it with the name by which pg_dump shares it."""
    async with owner_connection(url) as connection:
        await require_server(connection.info.server_version)
        if not (await fetch_one(connection, QUERIES["look_for_history"]))["there"]:
            raise Conflict("Nothing to back up: the database has no tables of Chronos.", code="database_empty")
        async with connection.transaction(force_rollback=True):
            await connection.execute("set transaction isolation level repeatable read, read only")
            exported = await fetch_one(connection, "select pg_export_snapshot() as name")
            yield connection, exported["name"]


async def _manifest(connection: Owner, on_progress: OnProgress) -> dict[str, Any]:
    tables = await list_tables(connection)
    counted = []
    for number, table in enumerate(tables):
        on_progress(f"counting {table.full_name}", number / len(tables))
        counted.append(asdict(await count_table(connection, table)))
    return {
        "format": FORMAT,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "server_version": (await fetch_one(connection, QUERIES["server_version"]))["version"],
        "queue_version": await queue_version(connection),
        "migrations": await fetch(connection, QUERIES["applied_migrations"]),
        "sequences": {
            row["name"]: row["last_value"]
            for row in await fetch(connection, QUERIES["sequences"], {"schemas": list(SCHEMAS)})
        },
        "tables": counted,
    }


async def _dump(url: str, snapshot: str, path: Path) -> None:
    # To a file, not a pipe: only then does the dump have an index of its tables.
    chosen = [f"--schema={schema}" for schema in SCHEMAS] + [f"--exclude-table-data={name}" for name in NOT_KEPT]
    options = ["--format=custom", f"--snapshot={snapshot}", "--lock-wait-timeout=10s", f"--file={path}"]
    async with running_program("pg_dump", *options, *chosen, url=url):
        pass


async def _copy_out(connection: Owner, table: Table, path: Path) -> None:
    """Write our rows of one of the platform's tables in the form of COPY."""
    statement = sql.SQL("copy (select {columns} from {table} where {condition}) to stdout").format(
        columns=sql.SQL(", ").join(map(sql.Identifier, table.columns)),
        table=table.identifier,
        condition=table.condition,
    )
    with path.open("wb") as file:
        async with connection.cursor() as cursor, cursor.copy(statement) as copy:
            async for piece in copy:
                file.write(piece)
