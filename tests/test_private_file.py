"""Files and folders of their owner alone."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chronos.private_file import kept_secret, locked, make_folder, owner_only, tighten, write_text


@pytest.fixture(autouse=True)
def no_umask() -> Iterator[None]:
    """With a umask that leaves everything open."""
    before = os.umask(0)
    yield
    os.umask(before)


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_new_folders_and_files_are_the_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    make_folder(folder)
    write_text(folder / "text", "x")
    with open(folder / "open", "x", opener=owner_only), locked(folder / "lock"):
        pass
    kept_secret(folder / "secret")
    assert {_mode(path) for path in (folder, folder.parent)} == {0o700}
    assert {_mode(path) for path in folder.iterdir()} == {0o600}


def test_folders_that_were_there_keep_their_modes(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    make_folder(tmp_path / "a")
    make_folder(tmp_path / "a")
    assert _mode(tmp_path) == 0o755


def test_text_takes_the_place_of_a_link(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("as it was")
    (tmp_path / "link").symlink_to(victim)
    write_text(tmp_path / "link", "new")
    assert (victim.read_text(), (tmp_path / "link").read_text()) == ("as it was", "new")


def test_processes_that_start_at_once_agree_on_a_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(kept_secret, [tmp_path / "secret"] * 8))
    assert len(secrets) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_wide_modes_are_tightened_but_not_those_of_links(tmp_path: Path) -> None:
    for name in ("wide", "target"):
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(0o664)
    (tmp_path / "link").symlink_to(tmp_path / "target")
    tighten([tmp_path / "wide", tmp_path / "link", tmp_path / "missing"])
    assert (_mode(tmp_path / "wide"), _mode(tmp_path / "target")) == (0o600, 0o664)
