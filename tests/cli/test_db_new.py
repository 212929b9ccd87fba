"""`chronos db new`."""

from pathlib import Path

from tests.cli.conftest import RunChronos


def test_new_writes_a_named_migration(chronos: RunChronos, tmp_path: Path) -> None:
    assert chronos("db", "new", "add tags").code == 2
    (tmp_path / "supabase" / "migrations").mkdir(parents=True)
    run = chronos("db", "new", "Add tags")
    assert run.code == 0
    assert run.out.strip().endswith("_add_tags.sql")
    assert (tmp_path / run.out.strip()).is_file()
