"""Check what needs maintenance: statistics, indexes and backups."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from chronos.db import Diagnosis, Owner, fail, fetch, fetch_one, load_queries, name_some, ok, warn
from chronos.operations.analyze import stale_tables
from chronos.operations.backup import last_backup

OLDEST_BACKUP = timedelta(days=7)

_QUERIES = load_queries("chronos.operations.doctor")


async def check_statistics(connection: Owner) -> Diagnosis:
    """Find tables whose statistics are out of date."""
    stale = [f"{table.name} ({table.changed:,} rows changed)" for table in await stale_tables(connection)]
    if stale:
        remedy = "Keep a worker running, which analyzes every hour, or run `analyze` in psql."
        return warn("statistics", f"out of date: {name_some(stale)}", remedy)
    return ok("statistics", "up to date")


async def check_indexes(connection: Owner) -> Diagnosis:
    """Find indexes that are not valid."""
    invalid = [row["name"] for row in await fetch(connection, _QUERIES["invalid_indexes"])]
    if invalid:
        remedy = f"Run `chronos db reindex` for the vector index, `reindex index concurrently {invalid[0]}` for others."
        return fail("indexes", f"not valid: {name_some(invalid)}", remedy)
    return ok("indexes", "all valid")


async def check_vector_index(connection: Owner) -> Diagnosis:
    """Compare the vector index with the rows."""
    state = await fetch_one(connection, _QUERIES["vector_index"])
    evidence = f"{state['index_method']}, built for {state['rows_at_build']:,} chunks"
    if state["rebuild_due"]:
        remedy = f"Run `chronos db reindex --method {state['index_method']}`; a worker rebuilds it at night."
        return warn("vector index", f"{evidence}; a rebuild is due", remedy)
    return ok("vector index", evidence)


CHECKS = (check_statistics, check_indexes, check_vector_index)


def check_backups(home: Path) -> Diagnosis:
    """Check the age of the last backup."""
    last = last_backup(home)
    remedy = "Run `chronos db backup FILE` every night, and keep the file on another machine."
    if last is None:
        return warn("backups", "none was made on this machine", remedy)
    age = datetime.now(UTC) - last.created_at
    evidence = f"the last is {_age(age)} old"
    if age > OLDEST_BACKUP:
        return warn("backups", evidence, remedy)
    return ok("backups", evidence)


def _age(age: timedelta) -> str:
    hours = int(age.total_seconds()) // 3600
    return f"{hours // 24} days" if hours >= 48 else f"{hours} hours"
