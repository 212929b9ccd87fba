"""The checks of migrations, Row Level Security and lints."""

import psycopg
import pytest

from chronos.operations.doctor.schema import check_lints, check_migrations, check_row_level_security
from tests.conftest import ADatabase, Ask


async def test_migrated_database_passes(database: ADatabase, ask: Ask) -> None:
    assert (await check_migrations(database.url)).verdict == "ok"
    for check in (check_row_level_security, check_lints):
        assert (await ask(check)).verdict == "ok"


async def test_missing_migration_is_a_failure(database: ADatabase, superuser: psycopg.Connection) -> None:
    superuser.execute("delete from supabase_migrations.schema_migrations where version = '20250101000004'")
    told = await check_migrations(database.url)
    assert told.verdict == "fail"
    assert "20250101000004_row_level_security" in told.evidence
    assert "chronos db push" in told.remedy


async def test_migration_with_an_older_text_is_a_failure(database: ADatabase, superuser: psycopg.Connection) -> None:
    superuser.execute(
        "update supabase_migrations.schema_migrations set statements = '{select}' where version = '20250101000004'"
    )
    told = await check_migrations(database.url)
    assert told.verdict == "fail"
    assert told.evidence == "1 applied with an older text: 20250101000004_row_level_security"
    assert "chronos db reset" in told.remedy


async def test_unknown_migration_is_a_warning(database: ADatabase, superuser: psycopg.Connection) -> None:
    superuser.execute("insert into supabase_migrations.schema_migrations values ('20990101000000', null, 'later')")
    assert (await check_migrations(database.url)).verdict == "warn"


@pytest.mark.parametrize(
    ("damage", "evidence"),
    [
        ("alter table videos disable row level security", "videos (off)"),
        ("alter table private.transcript_windows no force row level security", "transcript_windows (not forced)"),
        ("drop policy usage_metrics_select on usage_metrics", "usage_metrics (no policy)"),
        ("alter table storage.objects disable row level security", "storage.objects (off)"),
        ("create table public.scribbles (id int)", "scribbles (off)"),
    ],
)
async def test_unguarded_table_is_a_failure(
    ask: Ask, superuser: psycopg.Connection, damage: str, evidence: str
) -> None:
    superuser.execute(damage.encode())
    told = await ask(check_row_level_security)
    assert told.verdict == "fail"
    assert evidence in told.evidence


async def test_finding_of_a_lint_is_a_failure(ask: Ask, superuser: psycopg.Connection) -> None:
    superuser.execute("grant select on public.videos to anon")
    told = await ask(check_lints)
    assert told.verdict == "fail"
    assert "granted_to_anon: videos" in told.evidence
    assert told.remedy
