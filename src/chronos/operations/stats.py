"""Stats: sizes, use of tables and indexes, and the state of the vector index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chronos.db import fetch, fetch_one, load_queries, owner_connection

QUERIES = load_queries("chronos.operations", "stats.sql")


@dataclass(frozen=True, slots=True)
class TableStats:
    """A table. Sizes are on disk; `cache_hits` is the share of its blocks found in memory (None: none read)."""

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
    """An index and its scans since `DatabaseStats.counted_since`."""

    name: str
    table_name: str
    method: str
    size_bytes: int
    scans: int
    is_valid: bool
    is_unique: bool


@dataclass(frozen=True, slots=True)
class DatabaseStats:
    """Tables and indexes, largest first. `vector_index`: the row of `vector_index_stats`, with the last build."""

    name: str
    size_bytes: int
    cache_hits: float | None
    connections: int
    counted_since: datetime | None
    tables: Sequence[TableStats]
    indexes: Sequence[IndexStats]
    vector_index: Mapping[str, Any]


async def gather_stats(url: str) -> DatabaseStats:
    """Read the stats at `url` as the owner. Raises ProviderError when the server cannot be reached."""
    async with owner_connection(url) as connection:
        database = await fetch_one(connection, QUERIES["database"])
        tables = [TableStats(**row) for row in await fetch(connection, QUERIES["tables"])]
        indexes = [IndexStats(**row) for row in await fetch(connection, QUERIES["indexes"])]
        vector_index = await fetch_one(connection, QUERIES["vector_index"])
        build = await fetch_one(connection, QUERIES["vector_index_build"])
    return DatabaseStats(**database, tables=tables, indexes=indexes, vector_index=vector_index | {"last_build": build})
