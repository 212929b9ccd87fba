"""Memory for building a vector index: how much it takes, and how much may be taken."""

import os

from chronos.db import Owner, fetch_one
from chronos.operations.reset import is_local

DIMENSIONS = 1536
VECTOR_BYTES = 2 * DIMENSIONS + 8  # half precision
SIGNS_BYTES = DIMENSIONS // 8 + 8  # a bit each
GRAPH_BYTES = 2048  # per row of an HNSW with m = 16, links and bookkeeping, rounded up
SAMPLES_PER_LIST = 50  # of pgvector's k-means
MIN_SAMPLES = 10_000
SLACK = 1.1
LOCAL_SHARE = 4  # a server on this machine may take a quarter of its memory for an index
LEAST_BYTES = 1024 * 1024  # PostgreSQL allows no less

_SERVER = """
select pg_size_bytes(current_setting('maintenance_work_mem')) as work_bytes,
       pg_size_bytes(current_setting('shared_buffers')) as buffer_bytes
"""


def needed_bytes(rows: int, lists: int | None, entry_bytes: int = VECTOR_BYTES) -> int:
    """What a build over `rows` takes to be done in memory: IVFFlat with `lists`, or HNSW with None.

    `entry_bytes`: of one row's vector, or of its signs.
    """
    if lists is None:
        return round(SLACK * rows * (entry_bytes + GRAPH_BYTES))
    samples = max(MIN_SAMPLES, SAMPLES_PER_LIST * lists)
    # k-means after Elkan (2003): the samples, a bound per sample that there is and centre, distances between centres.
    bounds = 4 * lists * min(samples, max(rows, MIN_SAMPLES))
    sums = 4 * lists * DIMENSIONS  # of each list, in single precision whatever the entries are
    return round(SLACK * (samples * entry_bytes + bounds + 4 * lists * lists + 3 * lists * entry_bytes + sums))


def affordable_lists(wanted: int, allowed_bytes: int, rows: int, entry_bytes: int) -> int:
    """As many lists as wanted, or as many as the memory that may be taken can train."""
    lists = wanted
    while lists > 1 and needed_bytes(rows, lists, entry_bytes) > allowed_bytes:
        lists = lists * 3 // 4
    return lists


async def allowed_bytes(connection: Owner) -> int:
    """Return how many bytes a build may take when no limit is given."""
    server = await fetch_one(connection, _SERVER)
    given, buffers = int(server["work_bytes"]), int(server["buffer_bytes"])
    if is_local(connection.info.host, connection.info.hostaddr):
        return max(given, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // LOCAL_SHARE)
    # Of a machine elsewhere we know only what its server gives its own buffers: about a quarter of its memory.
    return max(given, buffers)


async def give_memory(connection: Owner, amount_bytes: int) -> None:
    """Let this connection's builds take so much."""
    kilobytes = max(amount_bytes, LEAST_BYTES) // 1024
    await connection.execute(
        "select set_config('maintenance_work_mem', %(kilobytes)s, false)", {"kilobytes": str(kilobytes)}
    )
