"""`chronos db types`: the committed files match the migrations, and a file that does not is found."""

from pathlib import Path

import psycopg
import pytest

from chronos.cli.db_types import COMMITTED, Form
from tests.cli.conftest import RunChronos, runner
from tests.conftest import ADatabase


@pytest.fixture
def in_checkout(repository: Path, home: Path, database: ADatabase) -> RunChronos:
    return runner(repository, CHRONOS_HOME=str(home), CHRONOS_DATABASE_URL=database.url)


@pytest.mark.parametrize("form", Form)
def test_committed_files_match_the_migrations(in_checkout: RunChronos, form: Form) -> None:
    run = in_checkout("db", "types", form, "--check")
    assert (run.code, run.err) == (0, "")
    assert run.out == f"{COMMITTED[form]} matches the database.\n"


@pytest.mark.parametrize("form", Form)
def test_change_of_the_database_is_found(in_checkout: RunChronos, database: ADatabase, form: Form) -> None:
    with psycopg.connect(database.url) as connection:
        connection.execute("alter table public.courses add column level integer")
    run = in_checkout("db", "types", form, "--check")
    assert run.code == 2
    path = COMMITTED[form]
    assert run.message == (
        f"{path} does not match the database: run `chronos db types {form} --output {path}`."
    )  # fmt: skip
    assert run.out == ""


@pytest.mark.parametrize("form", Form)
def test_written_file_equals_the_printed_one_and_passes_the_check(
    chronos: RunChronos, tmp_path: Path, form: Form
) -> None:
    path = tmp_path / "new" / "file"
    assert chronos("db", "types", form, "--output", path).code == 0
    assert chronos("db", "types", form).out == path.read_text()
    assert chronos("db", "types", form, "--check", "--output", path).code == 0


def test_missing_file_is_named(chronos: RunChronos) -> None:
    run = chronos("db", "types", "typescript", "--check")
    assert run.code == 2
    assert run.message.startswith("There is no file 'supabase/types/database.ts'. Run this in the root")


def test_database_without_tables_writes_nothing(home: Path, empty_database: ADatabase, tmp_path: Path) -> None:
    run = runner(tmp_path, CHRONOS_HOME=str(home), CHRONOS_DATABASE_URL=empty_database.url)(
        "db", "types", "python", "--output", tmp_path / "types.py"
    )
    assert run.code == 2
    assert run.message == "The database has no tables: run `chronos db push` first."
    assert not (tmp_path / "types.py").exists()
