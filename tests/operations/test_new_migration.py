"""The file of a new migration."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from chronos.db.migrate import load_migrations
from chronos.errors import Invalid
from chronos.operations.new_migration import MAX_NAME_CHARACTERS, new_migration

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("add_tags", "20260301120000_add_tags.sql"),
        ("  Add tags; to: VIDEOS!  ", "20260301120000_add_tags_to_videos.sql"),
        ("../../etc/passwd", "20260301120000_etc_passwd.sql"),
        ("x.sql", "20260301120000_x_sql.sql"),
    ],
)
def test_a_name_becomes_a_file_name(tmp_path: Path, name: str, file: str) -> None:
    path = new_migration(tmp_path, name, NOON)
    assert path == tmp_path / file
    assert path.read_text().startswith("-- ")
    assert "set search_path = pg_catalog, pg_temp" in path.read_text()


def test_it_is_a_migration_that_does_nothing_yet(tmp_path: Path) -> None:
    new_migration(tmp_path, "add tags", NOON)
    [found] = load_migrations(tmp_path)
    assert (found.version, found.name) == ("20260301120000", "add_tags")


def test_time_is_utc(tmp_path: Path) -> None:
    there = NOON.astimezone(timezone(timedelta(hours=5)))
    assert new_migration(tmp_path, "a", there).name == "20260301120000_a.sql"


def test_it_comes_after_the_last_one_even_if_that_is_of_tomorrow(tmp_path: Path) -> None:
    (tmp_path / "20260302235959_ahead.sql").touch()
    assert new_migration(tmp_path, "a", NOON).name == "20260303000000_a.sql"
    assert new_migration(tmp_path, "b", NOON).name == "20260303000001_b.sql"
    (tmp_path / "20269999999999_odd.sql").touch()
    assert new_migration(tmp_path, "c", NOON).name == "20270000000000_c.sql"


def test_a_long_name_is_cut(tmp_path: Path) -> None:
    assert len(new_migration(tmp_path, "long " * 50, NOON).stem) <= MAX_NAME_CHARACTERS + len("20260301120000_")


@pytest.mark.parametrize("name", ["", "  ", "???", "…"])
def test_a_name_without_letters_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Invalid, match="needs a name"):
        new_migration(tmp_path, name, NOON)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="There is no folder"):
        new_migration(tmp_path / "supabase", "a", NOON)
