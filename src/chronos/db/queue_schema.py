"""Create the job queue's tables in schema `jobs` from the installed procrastinate, and keep them at its version."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from procrastinate.schema import SchemaManager
from psycopg import sql

from chronos.errors import Conflict

# Tables without a record of their version are as of this migration of the library's.
UNRECORDED = "03.04.00_50_post_add_retry_failed_job_procedure"

_LOOK = """
select to_regnamespace('jobs') is not null as wanted,
       obj_description(to_regclass('jobs.procrastinate_jobs'), 'pg_class') as record,
       to_regclass('jobs.procrastinate_jobs') is not null as there
"""
_RECORD = re.compile(r"as of migration (\S+)$")

# The library's functions name no schema: a caller's search path must not choose their tables.
_PIN_FUNCTIONS = """
do $$
declare
  found regprocedure;
begin
  for found in
    select p.oid from pg_catalog.pg_proc p
     where p.pronamespace = to_regnamespace('jobs') and p.prokind = 'f' and p.proconfig is null
  loop
    execute format('alter function %s set search_path = jobs, pg_catalog, pg_temp', found);
  end loop;
end
$$
"""


async def push_queue(connection: psycopg.AsyncConnection[dict[str, Any]], up_to: str | None = None) -> Sequence[str]:
    """Create the queue's tables, or apply the migrations of the library that they lack; return the applied names.

    `up_to`: the last migration to apply; None: all of the installed version. Each is one transaction with its record.
    Does nothing before schema `jobs` exists. Raises Conflict for tables that are newer than the installed library.
    """
    known = list(_files())
    last = up_to or known[-1]
    state = await _state(connection)
    if not state["wanted"]:
        return []
    recorded = _recorded(state)
    if recorded is None and last == known[-1]:
        await _apply(connection, SchemaManager.get_schema(), last)
        return [last]
    for name in {recorded or last, last} - set(known):
        raise Conflict(
            f"The job queue's tables are from a newer procrastinate ({name}) than is installed: update Chronos.",
            code="queue_too_new",
        )
    missing = [name for name in known if (recorded or "") < name <= last]
    for name in missing:
        await _apply(connection, _files()[name].read_bytes(), name)
    if not missing:
        await connection.execute(_PIN_FUNCTIONS)
    return missing


async def queue_version(connection: psycopg.AsyncConnection[dict[str, Any]]) -> str | None:
    """Return the last migration that the queue's tables have; None without tables."""
    return _recorded(await _state(connection))


def installed_queue_version() -> str:
    """Return the last migration of the installed library."""
    return list(_files())[-1]


def _files() -> dict[str, Path]:
    """The library's own migrations in the order of their names, which begin with its version."""
    return {path.stem: path for path in sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))}


async def _state(connection: psycopg.AsyncConnection[dict[str, Any]]) -> dict[str, Any]:
    row = await (await connection.execute(_LOOK)).fetchone()
    assert row is not None  # noqa: S101 - a list of values
    return row


def _recorded(state: dict[str, Any]) -> str | None:
    if not state["there"]:
        return None
    record = _RECORD.search(state["record"] or "")
    return record[1] if record else UNRECORDED


async def _apply(
    connection: psycopg.AsyncConnection[dict[str, Any]], statements: LiteralString | bytes, version: str
) -> None:
    record = f"The queue; the schema is procrastinate's, as of migration {version}"
    async with connection.transaction():
        await connection.execute("set local search_path = jobs")
        await connection.execute(statements)
        await connection.execute("set local search_path = default")
        await connection.execute(_PIN_FUNCTIONS)
        await connection.execute(sql.SQL("comment on table jobs.procrastinate_jobs is {}").format(record))
