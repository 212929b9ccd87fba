"""Build vector indexes beside those in use and change their names: no reader waits."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import psycopg
from psycopg import sql

from chronos.db import Owner, fetch, fetch_one, load_queries, owner_connection
from chronos.errors import OverLimit
from chronos.operations.vector_index.memory import SIGNS_BYTES, VECTOR_BYTES, give_memory, needed_bytes

PROGRESS_SECONDS = 0.5
# Twice pgvector's default: that finds .98 of the nearest ten among 50,000 chunks, this all of them in the same time.
EF_CONSTRUCTION = 128
SAFE_IN_PARALLEL = (0, 8, 2)  # CVE-2026-3172

QUERIES = load_queries("chronos.operations.vector_index", "reindex.sql")

# What is being done, and which part of it is done (0 to 1), where that is known.
OnProgress = Callable[[str, float | None], None]


@dataclass(frozen=True, slots=True)
class PlannedIndex:
    """An index to build: HNSW, or IVFFlat with `lists`; over everybody's chunks, or over the signs of one tenant's.

    `rows` is how many chunks there are for it, `memory_bytes` what its build may take.
    """

    name: str
    rows: int
    tenant: UUID | None = None
    lists: int | None = None
    memory_bytes: int = 0

    @property
    def needed_bytes(self) -> int:
        """Memory that its build takes."""
        return needed_bytes(self.rows, self.lists, SIGNS_BYTES if self.tenant else VECTOR_BYTES)

    @property
    def draft(self) -> str:
        """Its name until it is whole."""
        return f"{self.name}_new"


async def build_index(connection: Owner, url: str, planned: PlannedIndex, on_progress: OnProgress) -> None:
    """Build it under its draft's name. Raises OverLimit when the memory for it is missing."""
    await give_memory(connection, min(planned.memory_bytes, planned.needed_bytes))
    await forgo_unsafe_workers(connection)
    async with _reported(connection, url, f"building {planned.name}", on_progress):
        try:
            await _create(connection, planned)
        except psycopg.errors.ProgramLimitExceeded as error:
            await drop_indexes(connection, lambda name: name == planned.draft)
            raise OverLimit(
                f"The index cannot be built: {str(error.diag.message_primary).rstrip('.')}. Use fewer --lists, or "
                "let it take more with --memory.",
                code="reindex_memory",
            ) from error


async def forgo_unsafe_workers(connection: Owner) -> None:
    """Build alone where an old pgvector's parallel workers may write out of bounds."""
    version = (await fetch_one(connection, QUERIES["pgvector_version"]))["version"]
    if tuple(map(int, version.split("."))) < SAFE_IN_PARALLEL:
        await connection.execute("set max_parallel_maintenance_workers = 0")


async def swap_indexes(connection: Owner, planned: Sequence[PlannedIndex]) -> None:
    """Give the drafts their names, in a transaction of the caller's; what had them before is left to be dropped."""
    there = {row["name"] for row in await fetch(connection, QUERIES["vector_indexes"])}
    for one in planned:
        if one.name in there:
            await connection.execute(_rename(one.name, f"{one.name}_old"))
        await connection.execute(_rename(one.draft, one.name))
        # `private.vector_index_state()` reads it: when they are twice as many, it is due again.
        counted = sql.SQL("comment on index public.{} is {}")
        await connection.execute(counted.format(sql.Identifier(one.name), f"Of {one.rows} chunks when it was built."))


async def drop_indexes(connection: Owner, unwanted: Callable[[str], bool]) -> None:
    """Drop our vector indexes that are not wanted, without making a reader wait; outside of any transaction."""
    for row in await fetch(connection, QUERIES["vector_indexes"]):
        if unwanted(row["name"]):
            name = sql.Identifier(row["name"])
            await connection.execute(sql.SQL("drop index concurrently if exists public.{}").format(name))


def is_left_over(name: str) -> bool:
    """Whether an index of this name is what an interrupted build or swap left behind."""
    return name.endswith(("_new", "_old"))


async def index_bytes(connection: Owner, name: str) -> int:
    """Its size on disk."""
    return int((await fetch_one(connection, QUERIES["index_size"], {"name": name}))["bytes"])


async def _create(connection: Owner, planned: PlannedIndex) -> None:
    statement = sql.SQL(
        "create index concurrently {name} on public.video_chunks using {method} ({compared}) {options} {condition}"
    ).format(
        name=sql.Identifier(planned.draft),
        method=sql.SQL("ivfflat" if planned.lists else "hnsw"),
        compared=sql.SQL(
            "embedding_bits extensions.bit_hamming_ops"
            if planned.tenant
            else "embedding_half extensions.halfvec_cosine_ops"
        ),
        options=sql.SQL("with (lists = {})" if planned.lists else "with (ef_construction = {})").format(
            planned.lists or EF_CONSTRUCTION
        ),
        condition=sql.SQL("where creator_id = {}").format(str(planned.tenant)) if planned.tenant else sql.SQL(""),
    )
    try:
        await connection.execute(statement)
    except psycopg.errors.DiskFull:
        # Parallel workers share their memory through /dev/shm, which is small in a container: do it alone.
        await drop_indexes(connection, lambda name: name == planned.draft)
        await connection.execute("set max_parallel_maintenance_workers = 0")
        await connection.execute(statement)


def _rename(old: str, new: str) -> sql.Composed:
    return sql.SQL("alter index public.{} rename to {}").format(sql.Identifier(old), sql.Identifier(new))


@contextlib.asynccontextmanager
async def _reported(connection: Owner, url: str, what: str, on_progress: OnProgress) -> AsyncIterator[None]:
    """While the block runs, tell from a second connection how far the server is."""
    on_progress(what, None)
    pid = connection.info.backend_pid

    async def watch() -> None:
        async with owner_connection(url) as second:
            while True:
                await asyncio.sleep(PROGRESS_SECONDS)
                for row in await fetch(second, QUERIES["build_progress"], {"pid": pid}):
                    on_progress(f"{what}: {row['phase']}", row["part"])

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
