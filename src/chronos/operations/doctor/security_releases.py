"""Releases of PostgreSQL and pgvector that close security holes, and what a server that is older lacks."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

CHECKED_ON = datetime.date(2026, 11, 29)  # when the table was last compared with its sources


@dataclass(frozen=True, slots=True)
class SecurityRelease:
    """A release, and holes that it closes. `versions`: the first safe one of each major version that has it."""

    on: datetime.date
    versions: tuple[str, ...]
    holes: str


# https://www.postgresql.org/support/security/ and the release notes. 18.5 was never released.
POSTGRESQL = (
    SecurityRelease(datetime.date(2025, 11, 13), ("18.1", "17.7", "16.11", "15.15"), "CVE-2025-12817, CVE-2025-12818"),
    SecurityRelease(datetime.date(2026, 2, 12), ("18.2", "17.8", "16.12", "15.16"), "CVE-2026-2003 to CVE-2026-2007"),
    SecurityRelease(datetime.date(2026, 5, 14), ("18.4", "17.10", "16.14", "15.18"), "11, such as CVE-2026-6473"),
    SecurityRelease(datetime.date(2026, 8, 13), ("18.6", "17.11", "16.15", "15.19"), "28, such as CVE-2026-16239"),
    SecurityRelease(
        datetime.date(2026, 11, 12), ("18.7", "17.12", "16.16", "15.20"), "CVE-2026-6460, CVE-2026-120141 and others"
    ),
)
# https://github.com/pgvector/pgvector: CHANGELOG.md, issues 959, 1006 and 1036. What each means for the indexes that
# Chronos builds stands in docs/explanation/vectors.md.
PGVECTOR = (
    SecurityRelease(datetime.date(2026, 2, 25), ("0.8.2",), "CVE-2026-3172 (parallel builds of HNSW)"),
    SecurityRelease(datetime.date(2026, 7, 29), ("0.8.6",), "CVE-2026-18022 (builds of IVFFlat on 32-bit systems)"),
    SecurityRelease(datetime.date(2026, 10, 1), ("0.8.7",), "CVE-2026-103484 (builds of IVFFlat)"),
)


def find_missing(version: str, releases: Sequence[SecurityRelease]) -> list[SecurityRelease]:
    """Return the releases that are newer than `version`, e.g. `18.4 (Debian …)`; of PostgreSQL in its major version."""
    numbers = _numbers(version)
    branch = numbers[:1]
    return [
        release
        for release in releases
        if any(_numbers(safe)[:1] == branch and numbers < _numbers(safe) for safe in release.versions)
    ]


def describe(product: str, version: str, missing: Sequence[SecurityRelease]) -> str:
    """Say what an old server lacks."""
    branch = _numbers(version)[:1]
    newest = missing[-1]
    [safe] = [safe for safe in newest.versions if _numbers(safe)[:1] == branch]
    lacks = "; ".join(f"{release.on}: {release.holes}" for release in missing)
    return f"{product} {version} is older than {safe}, which closes security holes ({lacks})"


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"\d+(\.\d+)*", version)
    return tuple(map(int, found[0].split("."))) if found else ()
