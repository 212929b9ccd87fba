"""Files of the local store appear whole under their name, or not at all."""

import os
from pathlib import Path

import pytest

from chronos.providers.objects import local


@pytest.mark.parametrize("is_path", [True, False])
def test_written_file_has_its_name_and_leaves_no_draft(tmp_path: Path, is_path: bool) -> None:
    (tmp_path / "source").write_bytes(b"hello")
    source = tmp_path / "source" if is_path else b"hello"
    draft, target = tmp_path / "drafts" / "x", tmp_path / "deep" / "folder" / "file"
    local.write(source, draft, target, replace=False)
    assert target.read_bytes() == b"hello"
    with pytest.raises(FileExistsError):
        local.write(b"other", draft, target, replace=False)
    assert target.read_bytes() == b"hello"
    local.write(b"other", draft, target, replace=True)
    assert target.read_bytes() == b"other"
    assert list((tmp_path / "drafts").iterdir()) == []


def test_failed_write_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"old")
    with pytest.raises(FileNotFoundError):
        local.write(tmp_path / "nowhere", tmp_path / "drafts" / "x", tmp_path / "target", replace=True)
    assert (tmp_path / "target").read_bytes() == b"old"
    assert list((tmp_path / "drafts").iterdir()) == []


def test_linked_and_renamed_files_are_young(tmp_path: Path) -> None:
    source, first, second = (tmp_path / name for name in ("source", "a/first", "b/second"))
    source.write_bytes(b"hello")
    os.utime(source, (1, 1))
    assert local.link(source, first)
    assert first.samefile(source)
    assert first.stat().st_mtime > 1
    with pytest.raises(FileExistsError):
        local.link(source, first)
    os.utime(first, (1, 1))
    local.rename(first, second)
    assert not first.exists()
    assert second.read_bytes() == b"hello"
    assert second.stat().st_mtime > 1


def test_file_system_without_links_asks_for_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "source").write_bytes(b"hello")

    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr("chronos.providers.objects.local.os.link", refuse)
    assert not local.link(tmp_path / "source", tmp_path / "target")
