"""Check the server: versions, clock and connections."""

import re
from datetime import UTC, datetime, timedelta

from chronos.db import Diagnosis, Owner, fail, fetch_one, load_queries, ok, warn
from chronos.operations.doctor.security_releases import CHECKED_ON, PGVECTOR, POSTGRESQL, describe, find_missing

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


async def check_security_releases(connection: Owner) -> Diagnosis:
    """Compare the server and pgvector with the releases that close security holes."""
    versions = await fetch_one(connection, _QUERIES["versions"])
    return judge_age(versions["server"], versions["pgvector"])


def judge_age(server: str, pgvector: str | None) -> Diagnosis:
    """Judge the versions of the server and of pgvector."""
    found = [
        describe(product, version, missing)
        for product, version, releases in (("PostgreSQL", server, POSTGRESQL), ("pgvector", pgvector or "", PGVECTOR))
        if (missing := find_missing(version, releases))
    ]
    if found:
        remedy = (
            "Update the server's packages, restart it, and run `alter extension vector update`. The embedded server is "
            "updated with Chronos; docs/howto/use-another-postgresql.md tells how to leave it."
        )
        return warn("security releases", "; ".join(found), remedy)
    return ok("security releases", f"none is missing that was known on {CHECKED_ON}")


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


CHECKS = (check_server, check_pgvector, check_security_releases, check_clock, check_connections)
