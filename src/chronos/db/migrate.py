"""Apply missing migrations, one transaction per file, with the Supabase CLI's own history table."""

import re
from collections.abc import Callable, Mapping, Sequence
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
    """Whether one migration is in the files and in the database, and `is_changed`: there with different statements."""

    version: str
    name: str
    in_files: bool
    in_database: bool
    is_changed: bool

    @property
    def file(self) -> str:
        """Its file name."""
        return f"{self.version}_{self.name}.sql"


@dataclass(frozen=True, slots=True)
class _Applied:
    name: str
    statements: Sequence[str] | None  # null in histories that old versions of the Supabase CLI wrote

    def differs_from(self, migration: Migration) -> bool:
        return self.statements is not None and [*map(_plain, self.statements)] != [*map(_plain, migration.statements)]


def load_migrations(directory: Path | None = None) -> list[Migration]:
    """Return the migrations of `directory` (default: the installed package's) in the order of their versions."""
    root = files("chronos.db") / "migrations" if directory is None else directory
    found = [(match, entry) for entry in root.iterdir() if (match := FILE_NAME.match(entry.name))]
    return [
        Migration(match[1], match[2], tuple(split_statements(_text(entry))))
        for match, entry in sorted(found, key=lambda pair: pair[0][1])
    ]


def _text(file: Traversable) -> str:
    """Read as the Supabase CLI does: without a byte order mark, with the file's own line ends."""
    return file.read_bytes().decode("utf-8-sig")


def _plain(statement: str) -> str:
    return statement.replace("\r\n", "\n")  # a checkout on Windows is no other text


async def push(
    url: str,
    migrations: Sequence[Migration],
    on_applied: Callable[[Migration], None] = lambda _: None,
    *,
    queue_up_to: str | None = None,
) -> list[Migration]:
    """Apply what is missing, upgrade the job queue's schema to the installed library's; return what was applied.

    `queue_up_to`: upgrade the queue no further than to this migration of the library, for the backup of an older one.
    Raises Conflict for a database made by an older text of a file, before anything is applied, and for a failing file,
    naming it and the statement; the database is then as it was before that file.
    """
    applied = []
    async with await _connect(url) as connection:
        with mapped_errors():
            # When this process is killed, its statement must not continue and keep the next run waiting for the lock.
            await connection.execute("set client_connection_check_interval = '1s'")
            await connection.execute("select pg_advisory_lock(%s)", [ADVISORY_LOCK])
            await connection.execute("select set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
            await connection.execute("set client_min_messages = warning")  # "exists already" is no news
            known = await _history(connection, create=True)
        require_same_text(_states(migrations, known))
        for migration in migrations:
            if migration.version not in known:
                await _apply(connection, migration)
                applied.append(migration)
                on_applied(migration)
        with mapped_errors():
            await push_queue(connection, queue_up_to)
    return applied


async def status(url: str, migrations: Sequence[Migration]) -> list[MigrationState]:
    """Return the state of every migration that the files or the database have, in order."""
    async with await _connect(url) as connection:
        with mapped_errors():
            known = await _history(connection, create=False)
    return _states(migrations, known)


def require_same_text(states: Sequence[MigrationState]) -> None:
    """Raise Conflict when the database was made by an older text: until 0.1.0 files are edited in place."""
    changed = [state.file for state in states if state.is_changed]
    if changed:
        others = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise Conflict(
            f"The database was made by an older text of {changed[0]}{others}. Run `chronos db backup FILE`, then "
            "`chronos db restore --check FILE`; if that succeeds, `chronos db reset` and `chronos db restore FILE`.",
            code="migration_changed",
        )


async def queue_is_behind(url: str) -> bool:
    """Whether `push` has to upgrade the job queue: its tables are older than the installed library."""
    async with await _connect(url) as connection:
        with mapped_errors():
            return (await queue_version(connection) or "") < installed_queue_version()


async def _connect(url: str) -> psycopg.AsyncConnection[dict[str, Any]]:
    with mapped_errors():
        return await psycopg.AsyncConnection[dict[str, Any]].connect(
            url, autocommit=True, row_factory=dict_row, connect_timeout=10
        )


def _states(migrations: Sequence[Migration], known: Mapping[str, _Applied]) -> list[MigrationState]:
    ours = {migration.version: migration for migration in migrations}
    return [
        MigrationState(
            version,
            ours[version].name if version in ours else known[version].name,
            in_files=version in ours,
            in_database=version in known,
            is_changed=version in ours and version in known and known[version].differs_from(ours[version]),
        )
        for version in sorted(ours.keys() | known.keys())
    ]


async def _history(connection: psycopg.AsyncConnection[dict[str, Any]], *, create: bool) -> dict[str, _Applied]:
    if create:
        await connection.execute(HISTORY)
    there = await (
        await connection.execute("select to_regclass('supabase_migrations.schema_migrations') is not null as there")
    ).fetchone()
    if not there or not there["there"]:
        return {}
    cursor = await connection.execute(
        # Not by the columns' names: in a history that an older CLI made there are fewer.
        "select version, to_jsonb(m) ->> 'name' as name, to_jsonb(m) -> 'statements' as statements "
        "from supabase_migrations.schema_migrations m"
    )
    return {row["version"]: _Applied(row["name"] or "", row["statements"]) for row in await cursor.fetchall()}


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
