"""Reindex: build the vector index for the stored chunks, and measure its recall before and after."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Literal

from chronos.db import Owner, fetch, fetch_one, owner_connection
from chronos.errors import Conflict, Invalid
from chronos.operations.vector_index.build import (
    QUERIES,
    OnProgress,
    PlannedIndex,
    build_index,
    drop_indexes,
    index_bytes,
    is_left_over,
    swap_indexes,
)
from chronos.operations.vector_index.memory import SIGNS_BYTES, VECTOR_BYTES, affordable_lists, allowed_bytes
from chronos.operations.vector_index.recall import Recall, choose_askers, measure_recall, overall

Method = Literal["ivfflat", "hnsw", "tiered"]
METHODS: tuple[Method, ...] = ("ivfflat", "hnsw", "tiered")
ADVISORY_LOCK = 4_027_314_952  # any constant will do: it names "reindex of Chronos"
MAX_LISTS = 32_768  # pgvector's own limit


@dataclass(frozen=True, slots=True)
class Reindexed:
    """What was built and what it is worth. `seconds` is the building alone; recall is per kind of asker."""

    method: Method
    lists: int | None
    rows: int
    tenants: int
    indexes: Sequence[str]
    seconds: float
    size_bytes: int
    recall_before: Sequence[Recall]
    recall_after: Sequence[Recall]


def _silent(_what: str, _part: float | None) -> None:
    """Ignore progress."""


async def reindex(
    url: str,
    method: Method,
    *,
    lists: int | None = None,
    memory_bytes: int | None = None,
    on_progress: OnProgress = _silent,
) -> Reindexed:
    """Build the vector index for the stored chunks and replace the old one.

    `lists` of an IVFFlat index, None: as many as suit the rows. `memory_bytes`: how much the build may take, None: a
    quarter of this machine's memory, or as much as a server elsewhere gives its buffers. Raises Invalid for lists that
    make no sense, Conflict when another one is at work or there is nothing to train on, OverLimit when the memory is
    not enough.
    """
    _check(method, lists)
    async with owner_connection(url) as connection:
        await _be_the_only_one(connection)
        counted = await fetch_one(connection, QUERIES["count_embedded"])
        memory_bytes = memory_bytes or await allowed_bytes(connection)
        planned = await _plan(connection, method, lists, counted["rows"], memory_bytes)
        on_progress("measuring what there is", None)
        askers = await choose_askers(connection)
        before = await measure_recall(connection, askers)
        seconds = await _build(connection, url, planned, on_progress)
        size = sum([await index_bytes(connection, one.draft) for one in planned])
        lists = planned[0].lists if method == "ivfflat" else None
        build = {
            "method": method,
            "lists": lists,
            "index_count": len(planned),
            "rows": counted["rows"],
            "size_bytes": size,
            "build_seconds": seconds,
            "recall_before": overall(before),
        }
        async with connection.transaction():
            await swap_indexes(connection, planned)
            build_id = (await fetch_one(connection, QUERIES["record_build"], build))["id"]
        await _drop_others(connection, planned)
        on_progress("measuring what is new", None)
        after = await measure_recall(connection, askers)
        await connection.execute(QUERIES["record_recall"], {"recall": overall(after), "id": build_id})
    names = [one.name for one in planned]
    return Reindexed(method, lists, counted["rows"], counted["tenants"], names, seconds, size, before, after)


async def rebuild_recorded(url: str, *, on_progress: OnProgress = _silent) -> Sequence[str]:
    """Build what the last record says was built, without a new record; the names of the indexes.

    For a restored database, which has the record and not the index.
    """
    async with owner_connection(url) as connection:
        await _be_the_only_one(connection)
        last = await fetch_one(connection, QUERIES["last_build"])
        counted = await fetch_one(connection, QUERIES["count_embedded"])
        memory = await allowed_bytes(connection)
        planned = await _plan(connection, last["method"], last["lists"], counted["rows"], memory)
        await _build(connection, url, planned, on_progress)
        async with connection.transaction():
            await swap_indexes(connection, planned)
        await _drop_others(connection, planned)
    return [one.name for one in planned]


def lists_for(rows: int) -> int:
    """How many lists an IVFFlat index of `rows` should have (pgvector's README)."""
    return max(1, rows // 1000) if rows <= 1_000_000 else ceil(sqrt(rows))


def _check(method: str, lists: int | None) -> None:
    if method not in METHODS:
        raise Invalid(f"There is no method {method!r}; choose one of {', '.join(METHODS)}.")
    if lists is not None and method != "ivfflat":
        raise Invalid("Only an IVFFlat index has lists: leave --lists out, or use --method ivfflat.")
    if lists is not None and not 1 <= lists <= MAX_LISTS:
        raise Invalid(f"An IVFFlat index has 1 to {MAX_LISTS:,} lists.")


async def _be_the_only_one(connection: Owner) -> None:
    if not (await fetch_one(connection, QUERIES["take_reindex_lock"], {"lock": ADVISORY_LOCK}))["taken"]:
        raise Conflict("Another reindex is at work on this database: wait until it is done.", code="reindex_running")


async def _plan(
    connection: Owner, method: Method, lists: int | None, rows: int, memory_bytes: int
) -> list[PlannedIndex]:
    if method == "tiered":
        return [
            PlannedIndex(
                row["name"],
                row["rows"],
                tenant=row["tenant"],
                lists=affordable_lists(max(1, row["lists"]), memory_bytes, row["rows"], SIGNS_BYTES),
                memory_bytes=memory_bytes,
            )
            for row in await fetch(connection, QUERIES["large_tenants"])
        ]
    name = (await fetch_one(connection, QUERIES["global_index_name"]))["name"]
    if method == "ivfflat":
        if rows < (lists or 1):
            raise Conflict(
                f"There are {rows:,} chunks with a vector: lists that are trained on nothing find nothing. Add videos "
                "first, or use fewer --lists.",
                code="nothing_to_index",
            )
        lists = lists or affordable_lists(lists_for(rows), memory_bytes, rows, VECTOR_BYTES)
    return [PlannedIndex(name, rows, lists=lists, memory_bytes=memory_bytes)]


async def _build(connection: Owner, url: str, planned: Sequence[PlannedIndex], on_progress: OnProgress) -> float:
    """Build all of them; how many seconds it took."""
    await drop_indexes(connection, is_left_over)
    began = time.monotonic()
    for one in planned:
        await build_index(connection, url, one, on_progress)
    return round(time.monotonic() - began, 3)


async def _drop_others(connection: Owner, planned: Sequence[PlannedIndex]) -> None:
    kept = {one.name for one in planned}
    await drop_indexes(connection, lambda name: name not in kept)
