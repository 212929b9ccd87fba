"""List a bucket: one folder or all names, page by page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from chronos.db import Tx, load_queries

MAX_ENTRIES = 1000

Column = Literal["name", "created_at", "updated_at", "last_accessed_at"]

_QUERIES = load_queries("chronos.storage")
_HIGHEST = "\U0010ffff"  # no name has a character after it


@dataclass(frozen=True, slots=True)
class Entry:
    """An object, or a folder: then all but its name is None. `entry` is the name without the prefix."""

    entry: str
    is_folder: bool
    id: UUID | None
    created_at: datetime | None
    updated_at: datetime | None
    last_accessed_at: datetime | None
    metadata: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Listing:
    """Which entries to list: names that begin with `prefix`, and after it with `search` in any case."""

    prefix: str = ""
    search: str = ""
    by_folder: bool = True  # a deeper object is one entry for its folder
    column: Column = "name"
    descending: bool = False
    limit: int = 100
    offset: int = 0


async def list_entries(tx: Tx, bucket_id: str, wanted: Listing) -> list[Entry]:
    """Return folders, then objects; only those that the actor sees."""
    values = {
        "bucket": bucket_id,
        "prefix": wanted.prefix,
        "highest": _HIGHEST,
        "search": wanted.search,
        "by_folder": wanted.by_folder,
        "column": wanted.column,
        "descending": wanted.descending,
        "limit": wanted.limit,
        "offset": wanted.offset,
    }
    return [Entry(**row) for row in await tx.fetch(_QUERIES["list_entries"], values)]
