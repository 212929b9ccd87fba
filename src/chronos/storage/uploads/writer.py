"""An upload's bytes in the hands of the one request that may write them, and the mark up to where they are safe.

The mark, and not the file's length, is how far an upload is. It moves only after an fsync of all that lies before it,
and is itself on disk before anybody is told. Whatever a file has beyond its mark when the process or the power was cut
(a torn write, zeros that a journal left, a piece whose checksum was not compared yet) was told to nobody: it is
cut off when the upload is taken up again.
"""

import os
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EDQUOT, ENOSPC
from io import FileIO
from pathlib import Path
from typing import Self

from chronos.errors import NotFound, ProviderError

# Two records in sectors of their own: the one that is being written may be torn, the other is then what counts.
_RECORD = struct.Struct(">QI")  # the mark, and its checksum
_SECTOR_BYTES = 512


class HeldUpload:
    """An upload that nobody else can write to until it is closed. Every method blocks; any thread may call."""

    def __init__(self, data: FileIO, mark: FileIO, asked: Path) -> None:
        """`mark` has the lock; `asked` is there when somebody else wants the upload. What lies beyond is cut off."""
        self._data, self._mark, self._asked = data, mark, asked
        self.offset, self._record = read_mark(mark)  # how many bytes are safe
        self.position = self.offset  # how many were written
        if require_bytes(self.path, self.offset) > self.offset:
            os.ftruncate(data.fileno(), self.offset)
        # A request that is cancelled closes the files while its thread may still write.
        self._using = threading.Lock()

    @property
    def path(self) -> Path:
        """Where the bytes are."""
        return Path(os.fsdecode(self._data.name))

    def write(self, piece: bytes | bytearray) -> None:
        """Append; nothing is promised before `sync`. Raises ProviderError: then all beyond `offset` is gone again."""
        with self._using, told(), self._or_cut(), memoryview(piece) as rest:
            done = 0
            while done < len(rest):
                written = os.pwrite(self._data.fileno(), rest[done:], self.position)
                done += written
                self.position += written

    def sync(self) -> None:
        """Make what was written safe. Raises ProviderError: then nothing more is safe than before."""
        with self._using, told():
            if self.position == self.offset:
                return
            with self._or_cut():
                os.fdatasync(self._data.fileno())
            # Should this fail, the bytes stay: the mark may have reached the disk all the same.
            record = 1 - self._record
            os.pwrite(self._mark.fileno(), pack_mark(self.position), record * _SECTOR_BYTES)
            os.fdatasync(self._mark.fileno())
            self.offset, self._record = self.position, record

    def drop(self) -> None:
        """Forget what was written since the last `sync`. Raises ProviderError."""
        with self._using, told():
            self._cut()

    def is_asked_for(self, since: float) -> bool:
        """Whether another request wanted it at `since` (seconds since the epoch) or later."""
        try:
            return self._asked.stat().st_mtime >= since
        except OSError:
            return False

    def close(self) -> None:
        """Let others have it."""
        with self._using:
            self._data.close()
            self._mark.close()  # with it the lock

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _or_cut(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            # After a failed fsync a second one may succeed without having written: only the mark is to be believed.
            with suppress(OSError):
                self._cut()
            raise

    def _cut(self) -> None:
        self.position = self.offset
        os.ftruncate(self._data.fileno(), self.offset)


def pack_mark(mark: int) -> bytes:
    """A record that says `mark`."""
    return _RECORD.pack(mark, zlib.crc32(mark.to_bytes(8, "big")))


def first_mark() -> bytes:
    """A file of marks that says 0. Both sectors are there from the beginning: a full disk takes every later mark."""
    return pack_mark(0).ljust(2 * _SECTOR_BYTES, b"\0")


def read_mark(file: FileIO) -> tuple[int, int]:
    """The mark, and which record has it: the greater of those that are whole, since a mark only ever grows."""
    found = [(0, 1)]  # none is whole: nothing is safe
    for record in (0, 1):
        content = os.pread(file.fileno(), _RECORD.size, record * _SECTOR_BYTES)
        if len(content) == _RECORD.size and content == pack_mark(_RECORD.unpack(content)[0]):
            found.append((_RECORD.unpack(content)[0], record))
    return max(found)


def require_bytes(path: Path, offset: int) -> int:
    """The file's size. Raises FileNotFoundError when it has less than `offset` bytes: the disk lost them, not we."""
    size = path.stat().st_size
    if size < offset:
        raise FileNotFoundError(path)
    return size


@contextmanager
def told() -> Iterator[None]:
    """What the disk says, as an error that a client can act on."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotFound("The bytes of this upload are not here any more: begin it again.", code="upload_lost") from error
    except OSError as error:
        if error.errno in (ENOSPC, EDQUOT):
            raise ProviderError(
                "The server's disk is full: what it said it has is kept, go on when there is room.",
                code="disk_full",
            ) from error
        raise ProviderError(
            f"The server's disk cannot be written ({error.strerror}): what it said it has is kept, try again later.",
            code="storage_failed",
        ) from error
