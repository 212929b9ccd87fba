"""A command without a usable database."""

from pathlib import Path

from tests.cli.conftest import runner
from tests.conftest import ADatabase


def test_unreachable_database_is_a_provider_error(tmp_path: Path, home: Path) -> None:
    url = "postgresql://postgres:very-secret@127.0.0.1:1/postgres"
    run = runner(tmp_path, CHRONOS_HOME=str(home), CHRONOS_DATABASE_URL=url)("videos")
    assert run.code == 5
    assert "The database cannot be reached" in run.message
    assert "CHRONOS_DATABASE_URL" in run.message
    assert "very-secret" not in run.err


def test_database_without_tables_is_a_provider_error(tmp_path: Path, home: Path, empty_database: ADatabase) -> None:
    run = runner(tmp_path, CHRONOS_HOME=str(home), CHRONOS_DATABASE_URL=empty_database.url)("videos")
    assert run.code == 5
    assert "chronos db push" in run.message
