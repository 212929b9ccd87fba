"""A released migration is never edited: its hash is in supabase/migrations.sha256, which the release writes."""

import re
from pathlib import Path

import pytest

from tests.migrations.hashes import changed_files, read_hashes, write_hashes

RELEASE = re.compile(r"^## \[?\d+\.\d+\.\d+", re.MULTILINE)


def test_released_migrations_keep_their_text(repository: Path) -> None:
    assert changed_files(repository / "supabase") == []


def test_hashes_are_kept_from_the_first_release_on(repository: Path) -> None:
    is_released = RELEASE.search((repository / "CHANGELOG.md").read_text()) is not None
    assert bool(read_hashes(repository / "supabase")) == is_released, "run `make release-hashes` with the release"


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A folder with two migrations and their hashes."""
    (tmp_path / "migrations").mkdir()
    for name in ("1_a.sql", "2_b.sql"):
        (tmp_path / "migrations" / name).write_text(f"create table {name[2]} (id int);\n")
    write_hashes(tmp_path)
    return tmp_path


def test_an_edited_file_is_found_and_its_hash_is_kept(released: Path) -> None:
    before = read_hashes(released)
    (released / "migrations" / "1_a.sql").write_text("create table a (id bigint);\n")
    assert changed_files(released) == ["migrations/1_a.sql"]
    with pytest.raises(SystemExit, match=r"were edited: migrations/1_a\.sql"):
        write_hashes(released)
    assert read_hashes(released) == before


def test_a_deleted_file_is_found(released: Path) -> None:
    (released / "migrations" / "2_b.sql").unlink()
    assert changed_files(released) == ["migrations/2_b.sql"]


def test_a_new_file_is_free_until_its_hash_is_written(released: Path) -> None:
    new = released / "migrations" / "3_c.sql"
    new.write_text("create table c (id int);\n")
    assert changed_files(released) == []
    write_hashes(released)
    new.write_text("create table c (id bigint);\n")
    assert changed_files(released) == ["migrations/3_c.sql"]
