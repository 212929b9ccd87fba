"""An archive is either whole and as it was written, or refused."""

import io
import tarfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chronos.errors import Invalid
from chronos.operations.backup.archive import ArchiveWriter, check_archive, draft_of, members

CONTENTS = {
    "manifest.json": b"{}",
    "files/videos/empty.mp4": b"",
    "files/videos/" + "long/" * 60 + "ünïcode name.mp4": bytes(range(256)) * 10,
    "exactly one block": b"x" * 512,
}


def write(path: Path, contents: dict[str, bytes] = CONTENTS) -> Path:
    with path.open("wb") as file:
        archive = ArchiveWriter(file)
        for name, content in contents.items():
            archive.add(name, content)
        archive.finish()
    return path


def test_it_comes_back_as_it_was(tmp_path: Path) -> None:
    path = write(tmp_path / "archive")
    check_archive(path)
    assert {name: content.read() for name, _, content in members(path)} == CONTENTS
    with tarfile.open(path) as tar:  # any tar program reads it, too
        assert set(tar.getnames()) == {*CONTENTS, "SHA256"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    contents=st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\0/"), min_size=1), st.binary())
)
def test_any_names_and_contents(tmp_path: Path, contents: dict[str, bytes]) -> None:
    path = write(tmp_path / "archive", contents)
    check_archive(path)
    assert {name: content.read() for name, _, content in members(path)} == contents


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(data=st.data())
def test_any_damage_is_seen(tmp_path: Path, data: st.DataObject) -> None:
    whole = write(tmp_path / "archive").read_bytes()
    position = data.draw(st.integers(0, len(whole) - 1))
    damaged = data.draw(
        st.sampled_from(
            [
                whole[:position],
                whole[position + 1 :],
                whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :],
                whole + b"\0",
            ]
        )
    )
    path = tmp_path / "damaged"
    path.write_bytes(damaged)
    with pytest.raises(Invalid, match="not a complete backup"):
        check_archive(path)


def test_a_member_gets_the_bytes_that_it_was_opened_for() -> None:
    archive = ArchiveWriter(io.BytesIO())
    archive.begin("a", 3)
    archive.append(b"ab")
    with pytest.raises(ValueError, match="2 bytes instead of 3"):
        archive.end()


def test_a_draft_becomes_the_file_only_when_complete(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    with pytest.raises(KeyError), draft_of(path):
        raise KeyError
    assert [*tmp_path.iterdir()] == []
    with draft_of(path) as (file, _):
        file.write(b"whole")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"whole", 0o600)
    for taken, code in ((path, "file_exists"), (tmp_path / "none" / "a.tar", "archive_unwritable")):
        with pytest.raises(Invalid) as refused, draft_of(taken):
            raise AssertionError("the block runs")
        assert refused.value.code == code
