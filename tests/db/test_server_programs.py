"""Programs of the embedded server that its user may run."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from chronos.db.server_programs import programs_for_others, wheel_programs


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """The programs, installed in a folder that only its owner may enter."""
    made = shutil.copytree(wheel_programs().parent, tmp_path / "closed" / "pginstall", ignore=_all_but_server)
    made.parent.chmod(0o700)
    return made / "bin"


def _all_but_server(folder: str, names: list[str]) -> set[str]:
    """Leave out what takes long to copy and is not needed here."""
    other_programs = set(names) - {"postgres"} if folder.endswith("/bin") else set()
    return other_programs | {"include", "bitcode"}


def test_closed_installation_stays_closed_and_is_copied(closed: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    programs = programs_for_others(closed, shelf)
    assert programs.parent.parent == shelf
    assert closed.parent.parent.stat().st_mode & 0o777 == 0o700
    assert shelf.stat().st_mode & 0o777 == 0o711
    files = [path for path in programs.parent.rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o644, 0o755}
    assert subprocess.check_output([programs / "postgres", "--version"], text=True).startswith("postgres (PostgreSQL)")


def test_copy_is_made_once(closed: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    first = programs_for_others(closed, shelf)
    made = os.stat(first / "postgres").st_ino
    assert programs_for_others(closed, shelf) == first
    assert os.stat(first / "postgres").st_ino == made
    assert [path.name for path in shelf.iterdir() if path.is_dir()] == [first.parent.name]


def test_open_installation_is_used_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chronos.db.server_programs._open_to_others", lambda _programs: True)
    assert programs_for_others(shelf=tmp_path / "shelf") == wheel_programs()
    assert not (tmp_path / "shelf").exists()
