"""The doctor runs every check."""

from pathlib import Path

import psycopg
import pytest

from chronos.errors import ProviderError
from chronos.operations.doctor import examine
from tests.conftest import ADatabase

CHECKS = {
    "server", "pgvector", "security releases", "clock", "connections", "migrations", "queue schema",
    "row level security", "lints", "claims", "buckets", "statistics", "indexes", "vector index", "workers",
    "waiting jobs", "stuck jobs", "Whop's inbox", "Whop's API", "Whop's events", "notifications", "secrets",
    "data directory", "disk", "backups", "language models",
}  # fmt: skip


async def test_new_installation_passes(database: ADatabase, tmp_path: Path) -> None:
    found = await examine(database.url, tmp_path, tmp_path / ".env")
    assert {one.check for one in found} == CHECKS
    assert {one.check for one in found if one.verdict != "ok"} <= {
        "workers",
        "backups",
        "connections",
        "security releases",
    }
    assert all(one.evidence for one in found)
    assert all(bool(one.remedy) == (one.verdict != "ok") for one in found)


async def test_missing_migrations_skip_the_checks_of_tables(empty_database: ADatabase, tmp_path: Path) -> None:
    found = {one.check: one for one in await examine(empty_database.url, tmp_path, tmp_path / ".env")}
    assert found["migrations"].verdict == "fail"
    assert "claims" not in found
    assert "disk" in found


async def test_check_that_raises_has_failed(database: ADatabase, tmp_path: Path) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute("drop table public.chat_sessions cascade")
    found = {one.check: one for one in await examine(database.url, tmp_path, tmp_path / ".env")}
    assert found["claims"].verdict == "fail"
    assert "could not be checked" in found["claims"].evidence
    assert found["buckets"].verdict == "ok"


async def test_unreachable_database_is_a_provider_error(database: ADatabase, tmp_path: Path) -> None:
    with pytest.raises(ProviderError):
        await examine(database.server.url(database="nowhere"), tmp_path)
