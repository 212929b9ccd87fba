"""Check the server: versions, clock and connections."""

import re
from datetime import UTC, datetime, timedelta

from chronos.db import Diagnosis, Owner, fail, fetch_one, load_queries, ok, warn

OLDEST_SERVER = 15
OLDEST_PGVECTOR = (0, 8)  # iterative scans: without them a search under policies misses rows
SKEW_WARN = timedelta(seconds=2)
SKEW_FAIL = timedelta(seconds=60)  # tokens are not yet or no longer valid
CLOCK_SAMPLES = 3
FEW_CONNECTIONS = 0.8

_QUERIES = load_queries("chronos.operations.doctor")


async def check_server(connection: Owner) -> Diagnosis:
    """Check the version of PostgreSQL."""
    versions = await fetch_one(connection, _QUERIES["versions"])
    evidence = f"PostgreSQL {versions['server']}"
    if versions["number"] // 10_000 < OLDEST_SERVER:
        return fail("server", evidence, f"Upgrade to PostgreSQL {OLDEST_SERVER} or newer.")
    return ok("server", evidence)


async def check_pgvector(connection: Owner) -> Diagnosis:
    """Check that pgvector is installed and scans iteratively."""
    version = (await fetch_one(connection, _QUERIES["versions"]))["pgvector"]
    if version is None:
        return fail("pgvector", "the extension is not installed", "create extension vector with schema extensions;")
    if tuple(map(int, re.findall(r"\d+", version)[:2])) < OLDEST_PGVECTOR:
        oldest = ".".join(map(str, OLDEST_PGVECTOR))
        return fail("pgvector", f"version {version}", f"alter extension vector update; {oldest} or newer is required.")
    return ok("pgvector", f"version {version}")


async def check_clock(connection: Owner) -> Diagnosis:
    """Compare the clocks of this machine and the server."""
    samples = []
    for _ in range(CLOCK_SAMPLES):
        before = datetime.now(UTC)
        there = (await fetch_one(connection, _QUERIES["clock"]))["now"]
        after = datetime.now(UTC)
        samples.append((after - before, there - (before + (after - before) / 2)))
    # The fastest answer tells the server's time most exactly.
    return judge_skew(min(samples)[1])


def judge_skew(skew: timedelta) -> Diagnosis:
    """Judge by how much the server's clock is ahead."""
    evidence = f"the server's clock is {abs(skew.total_seconds()):.3f} s {'ahead' if skew > timedelta() else 'behind'}"
    remedy = "Synchronize both clocks with NTP: tokens and links expire by them."
    if abs(skew) > SKEW_FAIL:
        return fail("clock", evidence, remedy)
    return warn("clock", evidence, remedy) if abs(skew) > SKEW_WARN else ok("clock", evidence)


async def check_connections(connection: Owner) -> Diagnosis:
    """Count the connections in use."""
    row = await fetch_one(connection, _QUERIES["connections"])
    return judge_connections(row["used"], row["allowed"])


def judge_connections(used: int, allowed: int) -> Diagnosis:
    """Judge how many of the `allowed` connections are in use."""
    evidence = f"{used} of {allowed} connections are in use"
    if used > FEW_CONNECTIONS * allowed:
        return warn("connections", evidence, "Run fewer workers and servers, raise max_connections, or use a pooler.")
    return ok("connections", evidence)


CHECKS = (check_server, check_pgvector, check_clock, check_connections)
