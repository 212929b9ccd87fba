"""Checks of the server itself."""

import re
from datetime import UTC, datetime, timedelta

from chronos.db import Owner, fetch_one, load_queries
from chronos.operations.doctor.diagnosis import Diagnosis, failed, warned, well

OLDEST_SERVER = 15
OLDEST_PGVECTOR = (0, 8)  # iterative scans: without them a search under policies comes back short
SKEW_WARN = timedelta(seconds=2)
SKEW_FAIL = timedelta(seconds=60)  # tokens are not valid yet, or not any more
CLOCK_SAMPLES = 3
FEW_CONNECTIONS = 0.8

_QUERIES = load_queries("chronos.operations.doctor")


async def check_server(connection: Owner) -> Diagnosis:
    """PostgreSQL is not too old."""
    versions = await fetch_one(connection, _QUERIES["versions"])
    evidence = f"PostgreSQL {versions['server']}"
    if versions["number"] // 10_000 < OLDEST_SERVER:
        return failed("server", evidence, f"Move to PostgreSQL {OLDEST_SERVER} or newer.")
    return well("server", evidence)


async def check_pgvector(connection: Owner) -> Diagnosis:
    """pgvector is there and can scan iteratively."""
    version = (await fetch_one(connection, _QUERIES["versions"]))["pgvector"]
    if version is None:
        return failed("pgvector", "the extension is not installed", "create extension vector with schema extensions;")
    if tuple(map(int, re.findall(r"\d+", version)[:2])) < OLDEST_PGVECTOR:
        oldest = ".".join(map(str, OLDEST_PGVECTOR))
        return failed("pgvector", f"version {version}", f"alter extension vector update; it takes {oldest} or newer.")
    return well("pgvector", f"version {version}")


async def check_clock(connection: Owner) -> Diagnosis:
    """This machine and the server agree on the time."""
    samples = []
    for _ in range(CLOCK_SAMPLES):
        before = datetime.now(UTC)
        there = (await fetch_one(connection, _QUERIES["clock"]))["now"]
        after = datetime.now(UTC)
        samples.append((after - before, there - (before + (after - before) / 2)))
    # The answer that came fastest says most exactly what time it was there.
    return judge_skew(min(samples)[1])


def judge_skew(skew: timedelta) -> Diagnosis:
    """`skew`: how far the server's clock is ahead."""
    evidence = f"the server's clock is {abs(skew.total_seconds()):.3f} s {'ahead' if skew > timedelta() else 'behind'}"
    remedy = "Let both machines take their time from NTP: tokens and links expire by it."
    if abs(skew) > SKEW_FAIL:
        return failed("clock", evidence, remedy)
    return warned("clock", evidence, remedy) if abs(skew) > SKEW_WARN else well("clock", evidence)


async def check_connections(connection: Owner) -> Diagnosis:
    """There are connections left."""
    row = await fetch_one(connection, _QUERIES["connections"])
    return judge_connections(row["used"], row["allowed"])


def judge_connections(used: int, allowed: int) -> Diagnosis:
    """`used` of the `allowed` connections."""
    evidence = f"{used} of {allowed} connections are in use"
    if used > FEW_CONNECTIONS * allowed:
        return warned("connections", evidence, "Run fewer workers and servers, raise max_connections, or use a pooler.")
    return well("connections", evidence)
