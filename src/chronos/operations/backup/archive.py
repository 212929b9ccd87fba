"""Archive: a tar file that ends with a checksum of everything before it."""

import contextlib
import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import IO

from chronos.errors import Invalid
from chronos.private_file import owner_only

CHECKSUM_NAME = "SHA256"
DIGEST_BYTES = 65  # 64 hexadecimal digits and a line end
TRAILER_BYTES = 4 * tarfile.BLOCKSIZE  # header and block of the checksum, and the two zero blocks that end a tar file
PIECE_BYTES = 1024 * 1024

# Bytes done, and bytes in total.
OnBytes = Callable[[int, int], None]


@contextlib.contextmanager
def draft_of(path: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """Open a file that becomes `path` at the end of the block, and a directory for the time of the block.

    Raises Invalid when `path` exists or cannot be written.
    """
    if path.exists():
        raise Invalid(f"{str(path)!r} already exists: name a new file.", code="file_exists")
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as directory:
            draft = Path(directory) / "archive"
            with open(draft, "xb", opener=owner_only) as file:
                yield file, Path(directory)
            draft.rename(path)
    except OSError as error:
        raise Invalid(f"{str(path)!r} cannot be written: {error.strerror}.", code="archive_unwritable") from error


class ArchiveWriter:
    """Writes members one after another; only `finish` makes it an archive."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self._size = self._written = 0

    def begin(self, name: str, size: int) -> None:
        """Open the next member, of exactly `size` bytes."""
        self._raw(header(name, size))
        self._size, self._written = size, 0

    def append(self, piece: bytes) -> None:
        """Append to the open member."""
        self._raw(piece)
        self._written += len(piece)

    def end(self) -> None:
        """Close the open member. Raises ValueError unless it has its size."""
        if self._written != self._size:
            raise ValueError(f"{self._written} bytes instead of {self._size}")
        self._raw(bytes(-self._size % tarfile.BLOCKSIZE))

    def add(self, name: str, source: bytes | Path) -> None:
        """Write a whole member."""
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        self.begin(name, size)
        with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                self.append(piece)
        self.end()

    def finish(self) -> None:
        """Write the checksum and sync everything to disk."""
        digest = f"{self._digest.hexdigest()}\n".encode()
        self._file.write(header(CHECKSUM_NAME, len(digest)))
        self._file.write(digest.ljust(3 * tarfile.BLOCKSIZE, b"\0"))
        self._file.flush()
        os.fsync(self._file.fileno())

    def _raw(self, piece: bytes) -> None:
        self._digest.update(piece)
        self._file.write(piece)


def check_archive(path: Path, on_bytes: OnBytes = lambda _done, _total: None) -> None:
    """Verify the checksum. Raises Invalid for a file that is incomplete or was changed."""
    size = path.stat().st_size
    digest = hashlib.sha256()
    with path.open("rb") as file:
        done, left = 0, size - TRAILER_BYTES
        while left > done and (piece := file.read(min(PIECE_BYTES, left - done))):
            digest.update(piece)
            done += len(piece)
            on_bytes(done, left)
        trailer = file.read()
    expected = header(CHECKSUM_NAME, DIGEST_BYTES) + f"{digest.hexdigest()}\n".encode()
    if trailer != expected.ljust(TRAILER_BYTES, b"\0"):
        raise Invalid(
            f"{path.name} is not a complete backup: it is truncated, changed, or not a backup at all. Nothing was "
            "touched; use another file.",
            code="backup_damaged",
        )


def members(path: Path) -> Generator[tuple[str, int, IO[bytes]], None, None]:
    """Yield name, size and content of each member in order; read a content before the next."""
    with tarfile.open(path, "r:") as tar:
        while (found := tar.next()) is not None:
            vars(tar)["members"].clear()  # it keeps every header that it ever read
            content = tar.extractfile(found)
            if found.name != CHECKSUM_NAME and content is not None:
                yield found.name, found.size, content


def header(name: str, size: int) -> bytes:
    """Return the tar header of a member."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")
