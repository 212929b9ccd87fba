"""Copy stored files into a backup and out of it, one at a time."""

import contextlib
import hashlib
import json
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Protocol

from chronos.errors import Invalid, NotFound, ProviderError
from chronos.operations.backup.archive import PIECE_BYTES, ArchiveWriter
from chronos.storage import BUCKETS

PREFIX = "files/"  # of their names in the archive

# The current step, and the part of it that is done (0 to 1); None: unknown.
OnProgress = Callable[[str, float | None], None]


class FileTarget(Protocol):
    """Where files are put back; names are `<bucket>/<path>`."""

    async def put(self, name: str, source: Path | bytes) -> None:
        """Store a file, replacing an older one."""
        ...


class Files(FileTarget, Protocol):
    """The store of files; names are `<bucket>/<path>`."""

    def list_objects(self, prefix: str) -> AsyncIterator[tuple[str, int]]:
        """Yield name and size in bytes of each file under `prefix`."""
        ...

    def stream(self, name: str, start: int, end: int) -> AsyncIterator[bytes]:
        """Yield bytes `start` to `end` (exclusive) in pieces. Raises NotFound."""
        ...


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A line of the listing."""

    name: str
    size: int
    sha256: str

    @property
    def line(self) -> bytes:
        """The line of JSON."""
        return json.dumps(asdict(self)).encode() + b"\n"


async def keep_files(
    files: Files, archive: ArchiveWriter, listing: Path, on_progress: OnProgress
) -> AsyncIterator[KeptFile]:
    """Write every stored file into the archive, and a line for each into `listing`."""
    with listing.open("wb") as lines:
        count = 0
        for bucket in BUCKETS:
            async for name, size in files.list_objects(f"{bucket}/"):
                count += 1
                on_progress(f"keeping file {count:,}", None)
                with contextlib.suppress(NotFound):  # deleted since it was listed
                    kept = await keep_file(files, archive, name, size)
                    lines.write(kept.line)
                    yield kept


async def put_back(files: FileTarget, name: str, content: IO[bytes], directory: Path) -> KeptFile:
    """Store the archive's member `name`. `directory`: space for one file."""
    stored_name = name.removeprefix(PREFIX)
    if stored_name.split("/", 1)[0] not in BUCKETS or ".." in stored_name.split("/"):
        raise Invalid(f"The backup has a file outside of the buckets: {stored_name!r}.", code="backup_damaged")
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=directory) as draft:
        while piece := content.read(PIECE_BYTES):
            digest.update(piece)
            draft.write(piece)
        draft.flush()
        await files.put(stored_name, Path(draft.name))
        return KeptFile(stored_name, draft.tell(), digest.hexdigest())


async def keep_file(files: Files, archive: ArchiveWriter, name: str, size: int) -> KeptFile:
    digest = hashlib.sha256()
    pieces = files.stream(name, 0, size) if size else _nothing()
    # Before the header: a deleted file leaves no trace in the archive.
    piece = await anext(pieces, b"")
    archive.begin(f"{PREFIX}{name}", size)
    while piece:
        archive.append(piece)
        digest.update(piece)
        piece = await anext(pieces, b"")
    try:
        archive.end()
    except ValueError as error:
        raise ProviderError(f"The file {name} changed while being read: try again.", code="file_changed") from error
    return KeptFile(name, size, digest.hexdigest())


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""
