"""A tar file that ends with the checksum of all that stands before it."""

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Generator
from pathlib import Path
from typing import IO

from chronos.errors import Invalid

CHECKSUM_NAME = "SHA256"
DIGEST_BYTES = 65  # 64 hexadecimal digits and a line end
TRAILER_BYTES = 4 * tarfile.BLOCKSIZE  # header and block of the checksum, and the two zero blocks that end a tar file
PIECE_BYTES = 1024 * 1024

# How much of a whole is done, both in bytes.
OnBytes = Callable[[int, int], None]


class ArchiveWriter:
    """Writes members one after another; what is not finished is no archive."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self._size = self._written = 0

    def begin(self, name: str, size: int) -> None:
        """Open the next member, which must get exactly `size` bytes."""
        self._raw(_header(name, size))
        self._size, self._written = size, 0

    def append(self, piece: bytes) -> None:
        """More of the open member."""
        self._raw(piece)
        self._written += len(piece)

    def end(self) -> None:
        """Close the open member. Raises ValueError when it did not get the bytes that it was opened for."""
        if self._written != self._size:
            raise ValueError(f"{self._written} bytes instead of {self._size}")
        self._raw(bytes(-self._size % tarfile.BLOCKSIZE))

    def add(self, name: str, source: bytes | Path) -> None:
        """A whole member."""
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        self.begin(name, size)
        with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                self.append(piece)
        self.end()

    def finish(self) -> None:
        """Write the checksum, and see that everything is on disk."""
        digest = f"{self._digest.hexdigest()}\n".encode()
        self._file.write(_header(CHECKSUM_NAME, len(digest)))
        self._file.write(digest.ljust(3 * tarfile.BLOCKSIZE, b"\0"))
        self._file.flush()
        os.fsync(self._file.fileno())

    def _raw(self, piece: bytes) -> None:
        self._digest.update(piece)
        self._file.write(piece)


def check_archive(path: Path, on_bytes: OnBytes = lambda _done, _total: None) -> None:
    """Raises Invalid unless the file is whole and as it was written."""
    size = path.stat().st_size
    digest = hashlib.sha256()
    with path.open("rb") as file:
        done, left = 0, size - TRAILER_BYTES
        while left > done and (piece := file.read(min(PIECE_BYTES, left - done))):
            digest.update(piece)
            done += len(piece)
            on_bytes(done, left)
        trailer = file.read()
    expected = _header(CHECKSUM_NAME, DIGEST_BYTES) + f"{digest.hexdigest()}\n".encode()
    if trailer != expected.ljust(TRAILER_BYTES, b"\0"):
        raise Invalid(
            f"{path.name} is not a whole backup: it is cut off, was changed, or is something else. Nothing was "
            "touched; use another one.",
            code="backup_damaged",
        )


def members(path: Path) -> Generator[tuple[str, int, IO[bytes]], None, None]:
    """Name, size and content of each member, in order; a content can be read until the next one is asked for."""
    with tarfile.open(path, "r:") as tar:
        while (found := tar.next()) is not None:
            vars(tar)["members"].clear()  # it keeps every header that it ever read
            content = tar.extractfile(found)
            if found.name != CHECKSUM_NAME and content is not None:
                yield found.name, found.size, content


def _header(name: str, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")
