"""Stats: how large everything is, what is used, and how the vector index is doing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chronos.db import fetch, fetch_one, load_queries, owner_connection

QUERIES = load_queries("chronos.operations", "stats.sql")


@dataclass(frozen=True, slots=True)
class TableStats:
    """A table. Sizes are on disk, `cache_hits` the share of its blocks that were found in memory (None: none read)."""

    name: str
    rows: int
    dead_rows: int
    table_bytes: int
    index_bytes: int
    sequential_scans: int
    index_scans: int
    cache_hits: float | None
    last_analyze: datetime | None
    last_vacuum: datetime | None


@dataclass(frozen=True, slots=True)
class IndexStats:
    """An index, and how often it was used since `DatabaseStats.counted_since`."""

    name: str
    table_name: str
    method: str
    size_bytes: int
    scans: int
    is_valid: bool
    is_unique: bool


@dataclass(frozen=True, slots=True)
class DatabaseStats:
    """Everything, largest first. `vector_index`: the view's row for the service, with the last build."""

    name: str
    size_bytes: int
    cache_hits: float | None
    connections: int
    counted_since: datetime | None
    tables: Sequence[TableStats]
    indexes: Sequence[IndexStats]
    vector_index: Mapping[str, Any]


async def gather_stats(url: str) -> DatabaseStats:
    """Ask the server at `url`, as the owner. Raises ProviderError when it cannot be reached."""
    async with owner_connection(url) as connection:
        database = await fetch_one(connection, QUERIES["database"])
        tables = [TableStats(**row) for row in await fetch(connection, QUERIES["tables"])]
        indexes = [IndexStats(**row) for row in await fetch(connection, QUERIES["indexes"])]
        vector_index = await fetch_one(connection, QUERIES["vector_index"])
        build = await fetch_one(connection, QUERIES["vector_index_build"])
    return DatabaseStats(**database, tables=tables, indexes=indexes, vector_index=vector_index | {"last_build": build})
