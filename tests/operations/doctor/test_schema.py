"""Checks of tables, policies and buckets."""

import psycopg
import pytest

from chronos.operations.doctor.schema import (
    check_buckets,
    check_lints,
    check_migrations,
    check_queue_schema,
    check_row_level_security,
)
from tests.conftest import ADatabase
from tests.operations.doctor.conftest import Ask


async def test_a_migrated_database_is_well(database: ADatabase, ask: Ask) -> None:
    assert (await check_migrations(database.url)).verdict == "ok"
    for check in (check_queue_schema, check_row_level_security, check_lints, check_buckets):
        assert (await ask(check)).verdict == "ok"


async def test_a_missing_migration(database: ADatabase, superuser: psycopg.Connection) -> None:
    superuser.execute("delete from supabase_migrations.schema_migrations where version = '20250101000004'")
    told = await check_migrations(database.url)
    assert told.verdict == "fail"
    assert "20250101000004_row_level_security" in told.evidence
    assert "chronos db push" in told.remedy


async def test_a_migration_of_a_later_version(database: ADatabase, superuser: psycopg.Connection) -> None:
    superuser.execute("insert into supabase_migrations.schema_migrations values ('20990101000000', null, 'later')")
    assert (await check_migrations(database.url)).verdict == "warn"


@pytest.mark.parametrize(
    ("record", "remedy"),
    [("as of migration 02.00.00_01_x", "chronos db push"), ("as of migration 99.00.00_01_x", "Update Chronos")],
)
async def test_tables_of_the_queue_that_are_of_another_version(
    ask: Ask, superuser: psycopg.Connection, record: str, remedy: str
) -> None:
    superuser.execute(f"comment on table jobs.procrastinate_jobs is '{record}'".encode())
    told = await ask(check_queue_schema)
    assert told.verdict == "fail"
    assert remedy in told.remedy


async def test_a_queue_without_tables(ask: Ask, superuser: psycopg.Connection) -> None:
    superuser.execute("drop table jobs.procrastinate_jobs cascade")
    assert (await ask(check_queue_schema)).verdict == "fail"


@pytest.mark.parametrize(
    ("damage", "evidence"),
    [
        ("alter table videos disable row level security", "videos (off)"),
        ("alter table private.transcript_windows no force row level security", "transcript_windows (not forced)"),
        ("drop policy usage_metrics_select on usage_metrics", "usage_metrics (no policy)"),
        ("alter table storage.objects disable row level security", "storage.objects (off)"),
        ("create table public.notes (id int)", "notes (off)"),
    ],
)
async def test_a_table_that_is_not_guarded(ask: Ask, superuser: psycopg.Connection, damage: str, evidence: str) -> None:
    superuser.execute(damage.encode())
    told = await ask(check_row_level_security)
    assert told.verdict == "fail"
    assert evidence in told.evidence


async def test_a_finding_of_a_lint(ask: Ask, superuser: psycopg.Connection) -> None:
    superuser.execute("grant select on public.videos to anon")
    told = await ask(check_lints)
    assert told.verdict == "fail"
    assert "granted_to_anon: videos" in told.evidence
    assert told.remedy


@pytest.mark.parametrize(
    ("damage", "evidence"),
    [
        ("update storage.buckets set public = true where id = 'videos'", "videos is changed"),
        ("update storage.buckets set file_size_limit = null where id = 'thumbnails'", "thumbnails is changed"),
        ("update storage.buckets set allowed_mime_types = '{text/html}' where id = 'user-uploads'", "user-uploads is"),
        ("delete from storage.buckets where id = 'user-uploads'", "user-uploads is missing"),
    ],
)
async def test_a_bucket_that_is_not_as_specified(
    ask: Ask, superuser: psycopg.Connection, damage: str, evidence: str
) -> None:
    superuser.execute("set storage.allow_delete_query = 'true'")
    superuser.execute(damage.encode())
    told = await ask(check_buckets)
    assert told.verdict == "fail"
    assert evidence in told.evidence
