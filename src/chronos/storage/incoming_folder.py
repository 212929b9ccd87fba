"""The folder of bytes that are not whole yet, `$CHRONOS_HOME/incoming`: all that arrives, and what is left of it.

A resumable upload has the files `<id>…` there; every other request, and every import, a folder of its own.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from chronos.errors import ProviderError
from chronos.private_file import make_folder, owner_only
from chronos.providers.objects import ObjectStore

INCOMING = "incoming"  # in the data directory


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file in the folder; `name` is its path there."""

    name: str
    size_bytes: int
    modified_at: datetime


@asynccontextmanager
async def own_folder(home: Path) -> AsyncIterator[Path]:
    """Make a folder for the block and remove it afterwards. Raises ProviderError."""
    try:
        await asyncio.to_thread(make_folder, home / INCOMING)
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, dir=home / INCOMING))
    except OSError as error:
        raise not_written(error) from error
    try:
        yield folder
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def copy_out(objects: ObjectStore, name: str, size_bytes: int, path: Path) -> None:
    """Copy a stored object into the new file `path`. Raises NotFound, ProviderError."""
    with await asyncio.to_thread(open, path, "xb", opener=owner_only) as file:
        try:
            async for piece in objects.stream(name, 0, size_bytes):
                await asyncio.to_thread(file.write, piece)
            await asyncio.to_thread(file.flush)
            await asyncio.to_thread(os.fsync, file.fileno())
        except OSError as error:
            raise not_written(error) from error


def not_written(error: OSError) -> ProviderError:
    """Return the error for a disk that does not take the bytes."""
    return ProviderError(f"The upload could not be written: {error.strerror}.", code="storage_failed")


def upload_id_of(path: Path) -> UUID | None:
    """Return the id of the resumable upload that a file directly in the folder belongs to, None for any other file."""
    try:
        return UUID(path.name.partition(".")[0])
    except ValueError:
        return None


def list_incoming(incoming: Path) -> tuple[dict[UUID, IncomingFile], list[IncomingFile]]:
    """Return resumable uploads by id (their files as one, as young as the youngest), and every other file. Blocking."""
    uploads: dict[UUID, IncomingFile] = {}
    others: list[IncomingFile] = []
    for file in _files(incoming):
        path = Path(file.name)
        id_ = upload_id_of(path) if len(path.parts) == 1 else None
        if id_ is None:
            others.append(file)
            continue
        before = uploads.get(id_, IncomingFile(str(id_), 0, file.modified_at))
        size = before.size_bytes + file.size_bytes
        uploads[id_] = IncomingFile(str(id_), size, max(file.modified_at, before.modified_at))
    return uploads, others


def remove_file(incoming: Path, name: str, before: datetime) -> bool:
    """Remove the file unless it was written to since `before`, and the folders that are empty then. Blocking."""
    path = incoming / name
    try:
        if _modified(path) >= before:
            return False
        path.unlink()
        for folder in path.relative_to(incoming).parents:
            if folder != Path():
                (incoming / folder).rmdir()
    except FileNotFoundError:
        return False
    except OSError:
        if path.exists():
            raise
    return True


def _files(incoming: Path) -> Iterator[IncomingFile]:
    for path in incoming.rglob("*") if incoming.is_dir() else ():
        with suppress(FileNotFoundError):  # removed since it was listed
            if path.is_file() and not path.is_symlink():
                yield IncomingFile(str(path.relative_to(incoming)), path.stat().st_size, _modified(path))


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
