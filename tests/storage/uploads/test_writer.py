"""Only bytes before the mark are safe, and errors of the disk say what to do."""

import errno
from io import FileIO
from pathlib import Path

import pytest

from chronos.errors import ChronosError
from chronos.storage.uploads.writer import FIRST_MARK, disk_errors, pack_mark, read_mark, require_bytes


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (FIRST_MARK, (0, 1)),
        (b"", (0, 1)),
        (pack_mark(7).ljust(512, b"\0") + pack_mark(9), (9, 1)),
        (pack_mark(9).ljust(512, b"\0") + pack_mark(7), (9, 0)),
        (pack_mark(7).ljust(512, b"\0") + pack_mark(9)[:-1], (7, 0)),
        (pack_mark(7)[:-1] + b"x", (0, 1)),
    ],
)
def test_greater_intact_mark_counts(tmp_path: Path, content: bytes, found: tuple[int, int]) -> None:
    (tmp_path / "mark").write_bytes(content)
    with FileIO(tmp_path / "mark") as file:
        assert read_mark(file) == found


def test_lost_bytes_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"hello")
    assert require_bytes(tmp_path / "data", 5) == 5
    with pytest.raises(FileNotFoundError):
        require_bytes(tmp_path / "data", 6)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOENT, "upload_lost"),
        (errno.ENOSPC, "disk_full"),
        (errno.EDQUOT, "disk_full"),
        (errno.EIO, "storage_failed"),
    ],
)
def test_errors_of_the_disk_are_told_apart(number: int, code: str) -> None:
    with pytest.raises(ChronosError) as caught, disk_errors():
        raise OSError(number, "It broke")
    assert caught.value.code == code
