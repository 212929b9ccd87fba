"""The bytes of uploads under way: whatever is cut at whatever moment, what was told to be safe is there."""

import errno
import os
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from chronos.errors import Conflict, NotFound, ProviderError
from chronos.storage.uploads.folder import UploadFolder, locked_upload

CALLS = ("pwrite", "fdatasync", "ftruncate")


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def staging(tmp_path: Path) -> UploadFolder:
    return UploadFolder(tmp_path)


@pytest.fixture
def upload(staging: UploadFolder) -> UUID:
    made = uuid4()
    staging.create(made)
    return made


def data_of(staging: UploadFolder, upload: UUID) -> Path:
    return staging._path(upload)


def mark_of(staging: UploadFolder, upload: UUID) -> Path:
    return staging._path(upload, ".mark")


def grow(staging: UploadFolder, upload: UUID, piece: bytes) -> int:
    """Append `piece`, and what is told then."""
    with staging.lock(upload) as held:
        held.write(piece)
        held.sync()
        return held.offset


def test_synced_bytes_stay_and_others_are_cut_off(staging: UploadFolder, upload: UUID) -> None:
    grow(staging, upload, b"hello ")
    with staging.lock(upload) as held:
        held.write(b"world")
    assert staging.offset(upload) == 6
    with staging.lock(upload) as held:
        assert held.offset == held.position == 6
    assert data_of(staging, upload).read_bytes() == b"hello "


def test_one_at_a_time(staging: UploadFolder, upload: UUID) -> None:
    with staging.lock(upload), pytest.raises(Conflict) as refusal:
        staging.lock(upload)
    assert refusal.value.code == "upload_locked"
    with staging.lock(upload):
        assert staging.is_locked(upload)
    assert not staging.is_locked(upload)


async def test_a_waiting_writer_asks_the_holder(staging: UploadFolder, upload: UUID) -> None:
    with staging.lock(upload) as held:
        assert not held.is_asked_for(since=0)
        with pytest.raises(Conflict):
            async with locked_upload(staging, upload, patience_seconds=0.5):
                pass
        assert held.is_asked_for(since=0)
        assert not held.is_asked_for(since=data_of(staging, upload).stat().st_mtime + 3600)
    async with locked_upload(staging, upload, patience_seconds=0) as held:
        assert not held.is_asked_for(since=0)


def test_removal(staging: UploadFolder, upload: UUID) -> None:
    other = uuid4()
    staging.create(other)
    with staging.lock(upload), pytest.raises(Conflict):
        staging.remove(upload)
    staging.remove(upload)
    staging.remove(upload)
    assert staging.ids() == {other}
    for lost in (staging.lock, staging.offset):
        with pytest.raises(NotFound):
            lost(upload)


def test_a_writer_waiting_for_a_removed_upload_does_not_get_it(
    staging: UploadFolder, upload: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fstat

    def removed_meanwhile(descriptor: int) -> os.stat_result:
        staging.discard(upload)
        staging.create(upload)  # even when there is another of its name
        return real(descriptor)

    monkeypatch.setattr("chronos.storage.uploads.folder.os.fstat", removed_meanwhile)
    with pytest.raises(NotFound):
        staging.lock(upload)


@pytest.mark.parametrize("record", [0, 1])
def test_a_torn_mark_is_not_believed(staging: UploadFolder, upload: UUID, record: int) -> None:
    told = [grow(staging, upload, bytes(1000)) for _ in range(4 + record)]
    newest = (len(told) - 1) % 2  # where the last was written
    with mark_of(staging, upload).open("r+b") as file:
        file.seek(newest * 512 + 5)
        file.write(b"\xff\xff")
    assert staging.offset(upload) == told[-2]
    assert grow(staging, upload, b"x") == told[-2] + 1


@pytest.mark.parametrize("content", [b"", b"\0" * 1024, b"garbage" * 200])
def test_without_a_mark_nothing_is_safe(staging: UploadFolder, upload: UUID, content: bytes) -> None:
    grow(staging, upload, b"hello")
    mark_of(staging, upload).write_bytes(content)
    assert staging.offset(upload) == 0
    assert grow(staging, upload, b"again") == 5
    assert data_of(staging, upload).read_bytes() == b"again"


def test_bytes_that_the_disk_lost(staging: UploadFolder, upload: UUID) -> None:
    grow(staging, upload, b"hello")
    os.truncate(data_of(staging, upload), 3)
    for lost in (staging.lock, staging.offset):
        with pytest.raises(NotFound):
            lost(upload)


class Machine:
    """Counts the calls that reach the disk; ends the process at one of them, and may then cut the power."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, end_at: int) -> None:
        self.synced: dict[str, bytes] = {}
        self._end_at, self._calls = end_at, 0
        self._patch = monkeypatch
        for name in CALLS:
            monkeypatch.setattr(f"chronos.storage.uploads.writer.os.{name}", self._watched(name, getattr(os, name)))

    def restart(self) -> None:
        self._patch.undo()

    def _watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(descriptor: int, *arguments: Any) -> Any:
            self._calls += 1
            if self._calls == self._end_at:
                if name == "pwrite":  # torn: half of it was written
                    piece, offset = arguments
                    real(descriptor, bytes(piece)[: len(piece) // 2], offset)
                raise Killed
            result = real(descriptor, *arguments)
            if name == "fdatasync":
                path = os.readlink(f"/proc/self/fd/{descriptor}")
                self.synced[path] = Path(path).read_bytes()
            return result

        return call


@pytest.mark.parametrize("power", ["on", "zeros", "noise", "lost"])
@pytest.mark.parametrize("end_at", range(1, 26))
def test_killed_at_any_call(
    staging: UploadFolder, upload: UUID, monkeypatch: pytest.MonkeyPatch, end_at: int, power: str
) -> None:
    chance = random.Random(end_at)
    content = chance.randbytes(6000)
    told = 0
    files = [data_of(staging, upload), mark_of(staging, upload)]
    before = {str(path): path.read_bytes() for path in files}
    machine = Machine(monkeypatch, end_at)
    with suppress(Killed):
        for start in range(0, 6000, 1000):
            with staging.lock(upload) as held:
                held.write(content[start : start + 500])
                if start == 3000:
                    held.drop()  # a checksum differed
                    held.write(content[start : start + 500])
                held.write(content[start + 500 : start + 1000])
                held.sync()
                told = held.offset
    machine.restart()
    if power != "on":
        for path in files:
            cut_power(path, (before | machine.synced)[str(path)], power, chance)
    assert staging.offset(upload) >= told
    with staging.lock(upload) as held:
        assert held.offset >= told
        assert held.path.read_bytes() == content[: held.offset]
        held.write(content[held.offset :])
        held.sync()
        assert held.path.read_bytes() == content


def cut_power(path: Path, safe: bytes, power: str, chance: random.Random) -> None:
    """Leave of the file what was safe; of what was changed since then anything may be there."""
    now = path.read_bytes()
    kept = bytearray(now)
    for place in range(len(now)):
        if place >= len(safe) or now[place] != safe[place]:
            kept[place] = {"zeros": 0, "noise": chance.randrange(256), "lost": 0}[power]
    path.write_bytes(safe if power == "lost" else bytes(kept))


@pytest.fixture(params=["fdatasync", "pwrite"])
def failing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int, int], None]]:
    """`failing(number, at)` makes the call fail with that number of an error, at its `at`-th time from now on."""

    def fail(number: int, at: int) -> None:
        real, left = getattr(os, request.param), [at]

        def call(*arguments: Any) -> Any:
            left[0] -= 1
            if not left[0]:
                raise OSError(number, os.strerror(number))
            return real(*arguments)

        monkeypatch.setattr(f"chronos.storage.uploads.writer.os.{request.param}", call)

    return fail  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EDQUOT, "disk_full"), (errno.EIO, "storage_failed")]
)
@pytest.mark.parametrize("at", [1, 2])  # the bytes, then the mark
def test_a_disk_that_fails(
    staging: UploadFolder, upload: UUID, failing: Callable[[int, int], None], number: int, code: str, at: int
) -> None:
    grow(staging, upload, b"hello ")
    failing(number, at)
    with staging.lock(upload) as held:
        with pytest.raises(ProviderError) as error:
            fill(held)
        assert (error.value.code, error.value.retryable) == (code, True)
        assert held.offset == 6
    kept = staging.offset(upload)
    assert data_of(staging, upload).read_bytes()[:kept] == b"hello world"[:kept]
    assert grow(staging, upload, b"hello world"[kept:]) == 11
    assert data_of(staging, upload).read_bytes() == b"hello world"


def fill(held: Any) -> None:
    held.write(b"world")
    held.sync()
