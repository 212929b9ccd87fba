"""Read an archive of anyone: only what an archive's writer would have written, byte by byte."""

import hashlib
import json
import re
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from chronos.errors import Invalid
from chronos.operations.backup.archive import PIECE_BYTES, TRAILER_BYTES, OnBytes, check_archive, header
from chronos.operations.privacy.write_archive import FILES, LISTING, MANIFEST, TABLES, VERSION, TableInArchive

MAX_MANIFEST_BYTES = 1024 * 1024
MAX_LINE_BYTES = 64 * 1024 * 1024  # a video's transcript is one value
MAX_NAME_BYTES = 4096

_UUID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the archive says of itself."""

    format: str
    creator_id: str
    creator_name: str
    exported_at: str
    tables: Mapping[str, TableInArchive]


class Content:
    """The bytes of one member, read once."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._left = file, size
        self.digest = hashlib.sha256()

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes in pieces."""
        while piece := self._read(PIECE_BYTES):
            yield piece

    def lines(self) -> Iterator[bytes]:
        """Yield the lines without their ends. Raises Invalid for one that is too long."""
        while line := self._file.readline(min(MAX_LINE_BYTES, self._left)):
            self._left -= len(line)
            self.digest.update(line)
            if not line.endswith(b"\n"):
                raise damaged("a line of it is cut off or too long")
            yield line[:-1]

    def whole(self, most: int) -> bytes:
        """Return all bytes. Raises Invalid when there are more than `most`."""
        if self._left > most:
            raise damaged("a list in it is too long")
        return self._read(self._left)

    def skip(self) -> None:
        """Read what is left."""
        for _ in self.pieces():
            pass

    def _read(self, size: int) -> bytes:
        piece = self._file.read(min(size, self._left))
        self._left -= len(piece)
        self.digest.update(piece)
        return piece


def check_whole(path: Path, on_bytes: OnBytes) -> None:
    """Verify the checksum of the whole file. Raises Invalid."""
    if not path.is_file():
        raise Invalid(f"{str(path)!r} is not a file: check the path.", code="file_unreadable")
    try:
        check_archive(path, on_bytes)
    except Invalid as error:
        raise damaged("it is truncated, changed, or not an archive at all") from error


def members(path: Path) -> Iterator[tuple[str, int, Content]]:
    """Yield name, size and content of each member in order.

    Raises Invalid for links, sparse files, extended headers: for every header that `ArchiveWriter` does not write.
    """
    end = path.stat().st_size - TRAILER_BYTES
    with path.open("rb") as file:
        while file.tell() < end:
            name, size = _read_header(file)
            if file.tell() + size > end:
                raise damaged("a file in it is longer than the archive")
            content = Content(file, size)
            yield name, size, content
            content.skip()
            file.seek(-size % tarfile.BLOCKSIZE, 1)


def read_manifest(content: Content) -> Manifest:
    """Return the manifest. Raises Invalid for another format or version."""
    found = parse(content.whole(MAX_MANIFEST_BYTES))
    if found.get("version") != VERSION:
        raise Invalid(
            f"The archive has version {found.get('version')!r}, and this Chronos reads version {VERSION}: import it "
            "with the version of Chronos that made it.",
            code="archive_unsupported",
        )
    try:
        tables = {table["name"]: TableInArchive(**table) for table in found["tables"]}
        creator = found.get("creator") or {"id": "", "name": ""}
        if not _UUID.fullmatch(str(creator["id"]).encode()) and found["format"] == "chronos-creator":
            raise ValueError
        return Manifest(found["format"], creator["id"], str(creator["name"]), str(found["exported_at"]), tables)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged("its manifest is not one that Chronos writes") from error


def parse(line: bytes) -> dict[str, Any]:
    """Return the JSON object of a line. Raises Invalid."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise damaged("a line of it is not JSON") from error
    if not isinstance(found, dict):
        raise damaged("a line of it is not an object")
    return found


def replace_ids(line: bytes, renamed: Mapping[bytes, bytes]) -> bytes:
    """Return the line with every id of `renamed` replaced, wherever it stands."""
    return _UUID.sub(lambda found: renamed.get(found[0], found[0]), line) if renamed else line


def damaged(reason: str) -> Invalid:
    """Return the error for an archive that is not as Chronos writes them."""
    return Invalid(f"The archive cannot be imported: {reason}. Nothing was imported.", code="archive_damaged")


def _read_header(file: IO[bytes]) -> tuple[str, int]:
    """Read one header, with that of a long name before it, and compare it with the one that we would write."""
    block = file.read(tarfile.BLOCKSIZE)
    raw = block
    name_bytes = block[:100].rstrip(b"\0")
    if block[156:157] == tarfile.GNUTYPE_LONGNAME:
        length = _number(block)
        if length > MAX_NAME_BYTES:
            raise damaged("a name in it is too long")
        padded = file.read(-(-length // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE)
        name_bytes = padded[:length].rstrip(b"\0")
        block = file.read(tarfile.BLOCKSIZE)
        raw += padded + block
    size = _number(block)
    name = name_bytes.decode("utf-8", "surrogateescape")
    if header(name, size) != raw or not _is_known(name):
        raise damaged(f"it has a member that Chronos does not write ({name[:80]!r})")
    return name, size


def _number(block: bytes) -> int:
    field = block[124:136]
    if field[:1] == b"\x80":  # GNU: larger than eleven octal digits say
        return int.from_bytes(field[1:], "big")
    try:
        return int(field.rstrip(b"\0 ") or b"0", 8)
    except ValueError as error:
        raise damaged("a header of it is not one of a tar file") from error


def _is_known(name: str) -> bool:
    return name in (MANIFEST, LISTING) or name.startswith((TABLES, FILES))
