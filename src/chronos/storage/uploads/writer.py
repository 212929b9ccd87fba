"""Write the bytes of a locked upload, and the mark up to which they are safe.

The mark, not the file's length, is the upload's offset. It moves only after an fsync of all bytes before it, and is on
disk itself before the offset is returned to a client. Bytes beyond the mark after a crash or a power cut (a torn write,
zeros that a journal left, a piece whose checksum was not compared yet) were never confirmed: they are cut off when the
upload is locked again.
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
# Marks at 0. Both sectors exist from the start, so that a full disk takes every later mark.
FIRST_MARK = _RECORD.pack(0, zlib.crc32(bytes(8))).ljust(2 * _SECTOR_BYTES, b"\0")


class UploadWriter:
    """The only writer of an upload until it is closed. Every method blocks; any thread may call."""

    def __init__(self, data: FileIO, mark: FileIO, asked: Path) -> None:
        """`mark` has the lock; `asked` exists while another request waits. Cuts off the bytes beyond the mark."""
        self._data, self._mark, self._asked = data, mark, asked
        self.path = Path(os.fsdecode(data.name))  # the file with the bytes
        self.offset, self._record = read_mark(mark)  # how many bytes are safe
        self.position = self.offset  # how many were written
        if require_bytes(self.path, self.offset) > self.offset:
            os.ftruncate(data.fileno(), self.offset)
        # A request that is cancelled closes the files while its thread may still write.
        self._using = threading.Lock()

    def write(self, piece: bytes | bytearray) -> None:
        """Append; nothing is safe before `sync`. Raises ProviderError, with all bytes beyond `offset` cut off."""
        with self._using, disk_errors(), self._or_cut(), memoryview(piece) as rest:
            done = 0
            while done < len(rest):
                written = os.pwrite(self._data.fileno(), rest[done:], self.position)
                done += written
                self.position += written

    def sync(self) -> None:
        """Make the written bytes safe. Raises ProviderError; then no more bytes are safe than before."""
        with self._using, disk_errors():
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
        """Cut off the bytes written since the last `sync`. Raises ProviderError."""
        with self._using, disk_errors():
            self._cut()

    def is_asked_for(self, since: float) -> bool:
        """Return whether another request asked for it at `since` (seconds since the epoch) or later."""
        try:
            return self._asked.stat().st_mtime >= since
        except OSError:
            return False

    def close(self) -> None:
        """Release the lock."""
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
            # After a failed fsync a second one may succeed without having written: only the mark counts.
            with suppress(OSError):
                self._cut()
            raise

    def _cut(self) -> None:
        self.position = self.offset
        os.ftruncate(self._data.fileno(), self.offset)


def pack_mark(mark: int) -> bytes:
    """Return a record of `mark`."""
    return _RECORD.pack(mark, zlib.crc32(mark.to_bytes(8, "big")))


def read_mark(file: FileIO) -> tuple[int, int]:
    """Return the mark and the record that has it: the greater of the intact ones, since a mark only grows."""
    found = [(0, 1)]  # none is intact: nothing is safe
    for record in (0, 1):
        content = os.pread(file.fileno(), _RECORD.size, record * _SECTOR_BYTES)
        if len(content) == _RECORD.size and content == pack_mark(_RECORD.unpack(content)[0]):
            found.append((_RECORD.unpack(content)[0], record))
    return max(found)


def require_bytes(path: Path, offset: int) -> int:
    """Return the file's size. Raises FileNotFoundError for fewer than `offset` bytes: the disk lost some."""
    size = path.stat().st_size
    if size < offset:
        raise FileNotFoundError(path)
    return size


@contextmanager
def disk_errors() -> Iterator[None]:
    """Translate errors of the disk into errors that a client can act on."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotFound("The bytes of this upload are gone: begin it again.", code="upload_lost") from error
    except OSError as error:
        if error.errno in (ENOSPC, EDQUOT):
            raise ProviderError(
                "The server's disk is full. All confirmed bytes are kept; resume when there is space.",
                code="disk_full",
            ) from error
        raise ProviderError(
            f"The server's disk failed ({error.strerror}). All confirmed bytes are kept; try again later.",
            code="storage_failed",
        ) from error
