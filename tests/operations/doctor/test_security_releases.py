"""The table of security releases, and what the doctor says of a server that lacks one."""

from itertools import pairwise

import pytest

from chronos.operations.doctor.security_releases import CHECKED_ON, PGVECTOR, POSTGRESQL, find_missing
from chronos.operations.doctor.server import OLDEST_SERVER, check_security_releases, judge_age
from tests.conftest import Ask


@pytest.mark.parametrize(
    ("version", "missing"),
    [
        ("18.7", 0),
        ("18.8", 0),
        ("18.6", 1),
        ("18.5", 2),
        ("18.4", 2),
        ("18.0", 5),
        ("17.11 (Debian 17.11-1.pgdg12+1)", 1),
        ("16.16", 0),
        ("15.18 (Debian 15.18-0+deb12u1)", 2),
        ("19rc2", 0),
        ("19.1", 0),
    ],
)
def test_releases_that_a_server_lacks(version: str, missing: int) -> None:
    assert find_missing(version, POSTGRESQL) == list(POSTGRESQL[len(POSTGRESQL) - missing :])


@pytest.mark.parametrize(("version", "missing"), [("0.8.7", 0), ("0.9.0", 0), ("0.8.5", 2), ("0.8.0", 3), ("", 0)])
def test_releases_that_pgvector_lacks(version: str, missing: int) -> None:
    assert find_missing(version, PGVECTOR) == list(PGVECTOR[len(PGVECTOR) - missing :])


def test_old_server_is_told_what_it_lacks_and_what_to_do() -> None:
    told = judge_age("18.4", "0.8.5")
    assert told.verdict == "warn"
    for words in ("PostgreSQL 18.4 is older than 18.7", "CVE-2026-6460", "pgvector 0.8.5 is older than 0.8.7"):
        assert words in told.evidence
    assert "use-another-postgresql.md" in told.remedy


def test_server_with_every_release_passes() -> None:
    told = judge_age("18.7", "0.8.7")
    assert (told.verdict, str(CHECKED_ON) in told.evidence) == ("ok", True)


async def test_the_servers_own_versions_are_judged(ask: Ask) -> None:
    assert (await ask(check_security_releases)).check == "security releases"


def test_table_is_in_order_and_complete() -> None:
    for releases in (POSTGRESQL, PGVECTOR):
        assert all(earlier.on < later.on <= CHECKED_ON for earlier, later in pairwise(releases))
    for release in POSTGRESQL:
        assert [int(version.split(".")[0]) for version in release.versions] == list(range(18, OLDEST_SERVER - 1, -1))
