"""Checks of what upkeep keeps in order: statistics, indexes, backups."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from chronos.db import Owner, fetch, fetch_one, load_queries
from chronos.operations.analyze import stale_tables
from chronos.operations.backup.last_backup import last_backup
from chronos.operations.doctor.diagnosis import Diagnosis, failed, listed, warned, well

OLDEST_BACKUP = timedelta(days=7)

_QUERIES = load_queries("chronos.operations.doctor")


async def check_statistics(connection: Owner) -> Diagnosis:
    """The planner knows what the tables are like."""
    stale = [f"{table.name} ({table.changed:,} rows changed since)" for table in await stale_tables(connection)]
    if stale:
        remedy = "Keep a worker running, which analyzes every hour; or run `analyze` in psql."
        return warned("statistics", f"out of date: {listed(stale)}", remedy)
    return well("statistics", "up to date")


async def check_indexes(connection: Owner) -> Diagnosis:
    """No index is left half-built."""
    invalid = [row["name"] for row in await fetch(connection, _QUERIES["invalid_indexes"])]
    if invalid:
        remedy = f"Run `chronos db reindex` for the vector index, `reindex index concurrently {invalid[0]}` for others."
        return failed("indexes", f"not valid: {listed(invalid)}", remedy)
    return well("indexes", "all are valid")


async def check_vector_index(connection: Owner) -> Diagnosis:
    """The vector index fits the rows that are there."""
    state = await fetch_one(connection, _QUERIES["vector_index"])
    evidence = f"{state['index_method']}, built for {state['rows_at_build']:,} chunks"
    if state["rebuild_due"]:
        remedy = f"Run `chronos db reindex --method {state['index_method']}`; a worker does it by itself at night."
        return warned("vector index", f"{evidence}; due to be built again", remedy)
    return well("vector index", evidence)


def check_backups(home: Path) -> Diagnosis:
    """There is a backup, and it is not old."""
    last = last_backup(home)
    remedy = "Run `chronos db backup FILE`, every night, and keep the file on another machine."
    if last is None:
        return warned("backups", "none was made from here", remedy)
    age = datetime.now(UTC) - last.created_at
    evidence = f"the last is {_age(age)} old"
    if age > OLDEST_BACKUP:
        return warned("backups", evidence, remedy)
    return well("backups", evidence)


def _age(age: timedelta) -> str:
    hours = int(age.total_seconds()) // 3600
    return f"{hours // 24} days" if hours >= 48 else f"{hours} hours"
