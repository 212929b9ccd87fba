"""Where bytes lie until they are whole: a folder for each request, removed with it."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from chronos.errors import ProviderError
from chronos.providers.objects import ObjectStore


@asynccontextmanager
async def own_folder(home: Path) -> AsyncIterator[Path]:
    """A new folder, and nothing of it afterwards. Raises ProviderError."""
    try:
        folder = await asyncio.to_thread(_make, home / "incoming")
    except OSError as error:
        raise not_kept(error) from error
    try:
        yield folder
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def fetch(objects: ObjectStore, name: str, size_bytes: int, path: Path) -> None:
    """The object's bytes into a new file. Raises NotFound, ProviderError."""
    with await asyncio.to_thread(path.open, "xb") as file:
        try:
            async for piece in objects.stream(name, 0, size_bytes):
                await asyncio.to_thread(file.write, piece)
            await asyncio.to_thread(_sync, file.fileno(), file.flush)
        except OSError as error:
            raise not_kept(error) from error


def not_kept(error: OSError) -> ProviderError:
    """What is raised when the disk does not take what was sent."""
    return ProviderError(f"The upload could not be kept: {error.strerror}.", code="storage_failed")


def _sync(descriptor: int, flush: Callable[[], None]) -> None:
    flush()
    os.fsync(descriptor)


def _make(incoming: Path) -> Path:
    incoming.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=incoming))
