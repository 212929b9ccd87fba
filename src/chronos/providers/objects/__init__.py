"""Where bytes are kept: a local directory or an S3 bucket, by obstore."""

import asyncio
import errno
import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import LocalStore, from_url

from chronos.errors import Conflict, Invalid, NotFound, ProviderError

READ_BUFFER_BYTES = 1024 * 1024


class _Reader:
    """obstore's reader with plain `bytes`; it is closed with its last reference."""

    def __init__(self, file: "obstore.ReadableFile") -> None:
        self._file = file

    def read(self, size: int = -1, /) -> bytes:
        return bytes(self._file.read(None if size < 0 else size))

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


class ObjectStore:
    """Objects by name (`a/b/c`). A write is there whole or not at all."""

    def __init__(self, url: str | None, home: Path) -> None:
        """`url` None: the directory `storage` in `home`; otherwise e.g. `s3://bucket/prefix`."""
        try:
            self._directory = home / "storage" if url is None else None
            self._store: Any = (
                from_url(url) if url else LocalStore(self._directory, mkdir=True, automatic_cleanup=True)
            )
        except (BaseError, ValueError) as error:
            raise Invalid(f"CHRONOS_STORAGE_URL cannot be used: {error}.", code="setting_invalid") from error

    async def put(self, name: str, source: Path | bytes) -> None:
        """Store `source` (a file, streamed, or bytes) under `name`, replacing what was there. Raises ProviderError."""
        try:
            await obstore.put_async(self._store, name, source)
        except BaseError as error:
            raise ProviderError(f"The file could not be stored: {_reason(error)}.", retryable=True) from error

    async def take(self, name: str, source: Path) -> None:
        """Store the file `source`, which nobody will write to any more, under a name that is free.

        A local store links it: no byte is copied. Done twice with the same bytes it changes nothing. Raises Conflict
        (`exists`) when there is something else under `name`, ProviderError.
        """
        try:
            if self._directory is None or not await asyncio.to_thread(_link, source, self._directory / name):
                await obstore.put_async(self._store, name, source, mode="create")
        except (AlreadyExistsError, FileExistsError) as error:
            if not await self._has(name, source):
                raise Conflict("The resource already exists", code="exists") from error
        except (BaseError, OSError) as error:
            raise ProviderError(f"The file could not be stored: {_reason(error)}.", retryable=True) from error

    async def _has(self, name: str, source: Path) -> bool:
        """Whether the object's bytes are those of `source`."""
        stored = hashlib.sha256()
        async for piece in self.stream(name, 0, await self.size(name)):
            stored.update(piece)
        return stored.digest() == await asyncio.to_thread(_digest, source)

    def open(self, name: str) -> BinaryIO:
        """The object as a file that can be read and sought; blocking. Raises NotFound."""
        try:
            return cast("BinaryIO", _Reader(obstore.open_reader(self._store, name, buffer_size=READ_BUFFER_BYTES)))
        except (NotFoundError, FileNotFoundError) as error:
            raise NotFound("The stored file is missing.", code="object_missing") from error

    async def get(self, name: str) -> bytes:
        """The whole object, for small ones. Raises NotFound."""
        try:
            return bytes(await (await obstore.get_async(self._store, name)).bytes_async())
        except (NotFoundError, FileNotFoundError) as error:
            raise NotFound("The stored file is missing.", code="object_missing") from error

    async def size(self, name: str) -> int:
        """Its length in bytes. Raises NotFound."""
        try:
            return (await obstore.head_async(self._store, name))["size"]
        except (NotFoundError, FileNotFoundError) as error:
            raise NotFound("The stored file is missing.", code="object_missing") from error

    async def stream(self, name: str, start: int, end: int) -> AsyncIterator[bytes]:
        """Bytes `start` to `end` (exclusive) in pieces. Raises NotFound."""
        try:
            answer = await obstore.get_async(self._store, name, options={"range": (start, end)})
        except (NotFoundError, FileNotFoundError) as error:
            raise NotFound("The stored file is missing.", code="object_missing") from error
        async for piece in answer.stream(min_chunk_size=READ_BUFFER_BYTES):
            yield bytes(piece)

    async def list_objects(self, prefix: str) -> AsyncIterator[tuple[str, int]]:
        """Name and size in bytes of every object under `prefix`, which ends with a slash; in no order."""
        async for found in obstore.list(self._store, prefix):
            for one in found:
                yield one["path"], one["size"]

    async def delete(self, name: str) -> None:
        """Remove it; nothing happens when it is not there."""
        try:
            await obstore.delete_async(self._store, name)
        except (NotFoundError, FileNotFoundError):
            return


def _link(source: Path, target: Path) -> bool:
    """Give the file its name in the store; False when that takes a copy, as on another file system."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno in (errno.EXDEV, errno.EPERM, errno.ENOTSUP, errno.EMLINK):
            return False
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return True


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _reason(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")
