"""`chronos db new` and `chronos db reset`."""

from pathlib import Path

import psycopg

from tests.cli.conftest import RunChronos
from tests.conftest import ADatabase


def creators(database: ADatabase) -> int:
    with psycopg.connect(database.url) as connection:
        row = connection.execute("select count(*) from creators").fetchone()
    assert row is not None
    return int(row[0])


def test_without_a_yes_nothing_happens(chronos: RunChronos, creator: str, database: ADatabase) -> None:
    run = chronos("db", "reset")
    assert run.code == 2
    assert "say --yes" in run.message
    assert creators(database) == 1


def test_with_a_yes_it_begins_again(chronos: RunChronos, creator: str, database: ADatabase) -> None:
    run = chronos("db", "reset", "--yes")
    assert run.code == 0
    assert "applied 20250101000001_enable_pgvector.sql" in run.out
    assert "Stored files stay" in run.err
    assert creators(database) == 0
    assert chronos("creator", "add", "Bob").code == 0


def test_a_new_migration_is_named_and_written(chronos: RunChronos, tmp_path: Path) -> None:
    assert chronos("db", "new", "add tags").code == 2
    (tmp_path / "supabase" / "migrations").mkdir(parents=True)
    run = chronos("db", "new", "Add tags")
    assert run.code == 0
    assert run.out.strip().endswith("_add_tags.sql")
    assert (tmp_path / run.out.strip()).is_file()
