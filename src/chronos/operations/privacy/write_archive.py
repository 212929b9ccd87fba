"""Write an archive: tables as JSON Lines, files, and a manifest with the checksum of each."""

import contextlib
import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from psycopg import sql

from chronos.db import Owner, owner_connection
from chronos.operations.backup.archive import ArchiveWriter
from chronos.operations.privacy.parts import QUERIES

VERSION = 1
MANIFEST, LISTING, TABLES, FILES = "manifest.json", "files.jsonl", "tables/", "files/"


@dataclass(frozen=True, slots=True)
class TableInArchive:
    """A table of the manifest, which is `tables/<name>.jsonl`, one row a line."""

    name: str
    columns: Sequence[str]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Exported:
    """The finished archive. `missing`: files that the database names and the store does not have."""

    path: Path
    name: str
    size_bytes: int
    tables: Sequence[TableInArchive]
    files: int = 0
    file_bytes: int = 0
    missing: Sequence[str] = ()


@contextlib.asynccontextmanager
async def snapshot(url: str) -> AsyncIterator[Owner]:
    """Open a transaction in which every table is as at one moment."""
    async with owner_connection(url) as connection, connection.transaction(force_rollback=True):
        await connection.execute("set transaction isolation level repeatable read, read only")
        await connection.execute(QUERIES["settle_texts"])
        yield connection


async def spool(connection: Owner, rows: sql.Composed, values: Mapping[str, object], path: Path) -> tuple[int, str]:
    """Write the texts that `rows` selects into `path`, one a line; return their number and SHA-256."""
    count, digest = 0, hashlib.sha256()
    statement = sql.SQL("copy ({}) to stdout").format(rows)
    with path.open("wb") as file:
        async with connection.cursor() as cursor, cursor.copy(statement, values) as copy:
            async for (text,) in copy.rows():
                line = text.encode() + b"\n"
                file.write(line)
                digest.update(line)
                count += 1
    return count, digest.hexdigest()


def add_tables(
    archive: ArchiveWriter, manifest: Mapping[str, Any], tables: Sequence[TableInArchive], directory: Path
) -> None:
    """Write the manifest and the spooled tables."""
    known = {"version": VERSION, "exported_at": datetime.now(UTC).isoformat(timespec="seconds")}
    whole = {"format": manifest["format"], **known, **manifest, "tables": [asdict(table) for table in tables]}
    archive.add(MANIFEST, json.dumps(whole, indent=2).encode())
    for table in tables:
        archive.add(f"{TABLES}{table.name}.jsonl", directory / table.name)
        (directory / table.name).unlink()


async def note_export(url: str, kind: str, of: object, creator_id: object) -> None:
    """Record in the audit log that a student or a creator was exported."""
    async with owner_connection(url) as connection:
        await connection.execute(QUERIES["note_export"], {"kind": kind, "id": of, "creator_id": creator_id})
