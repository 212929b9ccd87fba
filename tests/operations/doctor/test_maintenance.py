"""Checks of statistics, indexes and backups."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from chronos.operations.doctor.maintenance import check_backups, check_indexes, check_statistics, check_vector_index
from chronos.operations.vector_index.reindex import reindex
from tests.conftest import ADatabase, Ask
from tests.operations.vector_index.vectors import some_libraries


async def test_a_new_database_is_well(ask: Ask) -> None:
    for check in (check_statistics, check_indexes, check_vector_index):
        assert (await ask(check)).verdict == "ok"


async def test_statistics_that_are_old(ask: Ask, superuser: psycopg.Connection) -> None:
    superuser.execute("insert into creators (name) select 'Ada ' || n from generate_series(1, 2000) n")
    superuser.execute("select pg_stat_force_next_flush()")
    told = await ask(check_statistics)
    assert told.verdict == "warn"
    assert "public.creators (2,000 rows changed)" in told.evidence


async def test_an_index_that_is_half_built(ask: Ask, superuser: psycopg.Connection) -> None:
    superuser.execute("create index idx_half on creators (email)")
    superuser.execute("update pg_index set indisvalid = false where indexrelid = 'idx_half'::regclass")
    told = await ask(check_indexes)
    assert told.verdict == "fail"
    assert "idx_half" in told.evidence
    assert "reindex index concurrently" in told.remedy


async def test_a_vector_index_that_is_due(database: ADatabase, ask: Ask, superuser: psycopg.Connection) -> None:
    some_libraries(database)
    told = await ask(check_vector_index)
    assert told.verdict == "warn"
    assert "chronos db reindex --method tiered" in told.remedy
    await reindex(database.url, "tiered")
    assert (await ask(check_vector_index)).verdict == "ok"


def test_backups_that_are_missing_or_old(tmp_path: Path) -> None:
    assert check_backups(tmp_path).verdict == "warn"
    for days, verdict in ((1, "ok"), (8, "warn")):
        made = datetime.now(UTC) - timedelta(days=days)
        note = {"created_at": made.isoformat(), "path": "/a", "size_bytes": 1}
        (tmp_path / "last-backup.json").write_text(json.dumps(note))
        assert check_backups(tmp_path).verdict == verdict
    (tmp_path / "last-backup.json").write_text("?")
    assert "none was made" in check_backups(tmp_path).evidence
