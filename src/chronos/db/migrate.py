"""Migrations: what is missing is applied, one transaction per file, with the Supabase CLI's own history table."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from chronos.db.queue_schema import installed_queue_version, push_queue, queue_version
from chronos.db.split_script import split_statements
from chronos.db.sqlstate import mapped_errors
from chronos.errors import ChronosError, Conflict

FILE_NAME = re.compile(r"^([0-9]+)_(.*)\.sql$")  # as the Supabase CLI reads it
LOCK_TIMEOUT = "10s"
ADVISORY_LOCK = 4_027_314_951  # any constant will do: it names "migrations of Chronos"

HISTORY = """
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (
  version text not null primary key,
  statements text[],
  name text
);
alter table supabase_migrations.schema_migrations add column if not exists statements text[];
alter table supabase_migrations.schema_migrations add column if not exists name text
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file of `supabase/migrations`."""

    version: str
    name: str
    statements: tuple[str, ...]

    @property
    def file(self) -> str:
        """Its file name."""
        return f"{self.version}_{self.name}.sql"


@dataclass(frozen=True, slots=True)
class MigrationState:
    """Whether one migration is in the files and in the database."""

    version: str
    name: str
    in_files: bool
    in_database: bool


def load_migrations(directory: Path | None = None) -> list[Migration]:
    """The migrations of `directory` (default: those of the installed package) in the order of their versions."""
    root = files("chronos.db") / "migrations" if directory is None else directory
    found = [(match, entry) for entry in root.iterdir() if (match := FILE_NAME.match(entry.name))]
    return [
        Migration(match[1], match[2], tuple(split_statements(_text(entry))))
        for match, entry in sorted(found, key=lambda pair: pair[0][1])
    ]


def _text(file: Traversable) -> str:
    """As the Supabase CLI reads it: without a byte order mark, with the line ends that are there."""
    return file.read_bytes().decode("utf-8-sig")


async def push(
    url: str,
    migrations: Sequence[Migration],
    on_applied: Callable[[Migration], None] = lambda _: None,
    *,
    queue_up_to: str | None = None,
) -> list[Migration]:
    """Apply what is missing, then bring the job queue's schema up to the installed library's version; what was applied.

    `queue_up_to`: not further than to this migration of the library's, for a backup that is of that time.
    A failing file leaves the database as it was before that file. Raises Conflict naming file and statement.
    """
    applied = []
    async with await _connect(url) as connection:
        with mapped_errors():
            # When this process is killed, its statement must not go on and keep the next run waiting for the lock.
            await connection.execute("set client_connection_check_interval = '1s'")
            await connection.execute("select pg_advisory_lock(%s)", [ADVISORY_LOCK])
            await connection.execute("select set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
            await connection.execute("set client_min_messages = warning")  # "exists already" is no news
            known = await _history(connection, create=True)
        for migration in migrations:
            if migration.version not in known:
                await _apply(connection, migration)
                applied.append(migration)
                on_applied(migration)
        with mapped_errors():
            await push_queue(connection, queue_up_to)
    return applied


async def status(url: str, migrations: Sequence[Migration]) -> list[MigrationState]:
    """Every migration that the files or the database know, in order."""
    async with await _connect(url) as connection:
        with mapped_errors():
            known = await _history(connection, create=False)
    ours = {migration.version: migration.name for migration in migrations}
    return [
        MigrationState(version, ours.get(version) or known.get(version) or "", version in ours, version in known)
        for version in sorted(ours.keys() | known.keys())
    ]


async def queue_is_behind(url: str) -> bool:
    """Whether `push` has something to do for the job queue: its tables are older than the installed library."""
    async with await _connect(url) as connection:
        with mapped_errors():
            return (await queue_version(connection) or "") < installed_queue_version()


async def _connect(url: str) -> psycopg.AsyncConnection[dict[str, Any]]:
    with mapped_errors():
        return await psycopg.AsyncConnection[dict[str, Any]].connect(
            url, autocommit=True, row_factory=dict_row, connect_timeout=10
        )


async def _history(connection: psycopg.AsyncConnection[dict[str, Any]], *, create: bool) -> dict[str, str]:
    if create:
        await connection.execute(HISTORY)
    there = await (
        await connection.execute("select to_regclass('supabase_migrations.schema_migrations') is not null as there")
    ).fetchone()
    if not there or not there["there"]:
        return {}
    cursor = await connection.execute(
        "select version, coalesce(name, '') as name from supabase_migrations.schema_migrations"
    )
    return {row["version"]: row["name"] for row in await cursor.fetchall()}


async def _apply(connection: psycopg.AsyncConnection[dict[str, Any]], migration: Migration) -> None:
    number, statement = 0, ""
    try:
        with mapped_errors():
            async with connection.transaction():
                for number, statement in enumerate(migration.statements, start=1):  # noqa: B007 - the error names it
                    await connection.execute(statement)
                await connection.execute(
                    "insert into supabase_migrations.schema_migrations (version, statements, name) values (%s, %s, %s)",
                    [migration.version, list(migration.statements), migration.name],
                )
    except (psycopg.Error, ChronosError) as error:
        reason = str(error.__cause__ or error).strip().splitlines()[0].rstrip(".")
        raise Conflict(
            f"Migration {migration.file} failed at statement {number} ({_first_line(statement)}): {reason}. "
            "The database is as it was before this file.",
            code="migration_failed",
        ) from error


def _first_line(statement: str) -> str:
    code = (line.strip() for line in statement.splitlines() if line.strip() and not line.strip().startswith("--"))
    return next(code, "")[:80]
