"""The object store: objects by name, written whole or not at all."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast
from uuid import uuid4

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    NotFoundError,
    PermissionDeniedError,
    UnauthenticatedError,
)

from chronos.errors import Conflict, NotFound, ProviderError
from chronos.providers.objects import local
from chronos.providers.objects.locations import Locations

READ_BUFFER_BYTES = 1024 * 1024
STREAM_BYTES = 128 * 1024  # of one piece: a slow client's waits in memory
LISTED_AT_ONCE = 500
PARTS_AT_ONCE = 4  # of 5 MB each, which lie in memory while they are sent
DRAFTS = ".drafts"  # a folder of each bucket: what is being written and has no name yet; no row knows of it
_SMALL_BYTES = 8 * 1024 * 1024  # sent by one request from memory; anything larger goes in parts


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What the store knows of an object; `modified_at` is when it last got these bytes or this name."""

    name: str
    size_bytes: int
    modified_at: datetime


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
    """Objects by name (`<bucket>/a/b`). A write is there whole or not at all, and on disk when it has returned.

    Every method raises ProviderError when the store fails.
    """

    def __init__(self, url: str | None, home: Path) -> None:
        """`url` None: the directory `storage` in `home`; otherwise `s3://bucket/prefix`, or `s3://`, where each of our
        buckets is an S3 bucket of its name.
        """
        self._locations = Locations.at(url, home)

    async def put(self, name: str, source: Path | bytes) -> None:
        """Store `source` (a file, streamed, or bytes) under `name`, replacing what was there."""
        location = self._locations.find(name)
        with _told():
            if location.path is not None:
                await asyncio.to_thread(local.write, source, self._draft_path(name), location.path, replace=True)
            else:
                await obstore.put_async(location.store, location.name, source, max_concurrency=PARTS_AT_ONCE)

    async def copy(self, name: str, to: str) -> None:
        """Store the same bytes under a name that is free.

        Raises NotFound (`object_missing`), Conflict (`exists`).
        """
        source, location = self._locations.find(name), self._locations.find(to)
        with _told():
            if source.path is not None and location.path is not None:
                await asyncio.to_thread(self._link, source.path, to, location.path)
                return
            size = (await obstore.head_async(source.store, source.name))["size"]
            if size <= _SMALL_BYTES:
                await obstore.put_async(location.store, location.name, await self.get(name), mode="create")
            elif source.store is location.store:
                await obstore.copy_async(location.store, source.name, location.name, overwrite=False)
            else:
                await self._create_by_draft(to, self.stream(name, 0, size))

    async def move(self, name: str, to: str) -> None:
        """Give the object another name in the same bucket, replacing what was there. Raises NotFound."""
        source, location = self._locations.find(name), self._locations.find(to)
        with _told():
            if source.path is not None and location.path is not None:
                await asyncio.to_thread(local.rename, source.path, location.path)
                return
            await obstore.copy_async(location.store, source.name, location.name)
            await obstore.delete_async(source.store, source.name)

    async def prepare(self, name: str, source: Path) -> str:
        """Store the file `source`, which must not change any more, under the name that is returned.

        From there it can be moved to `name` at once, replacing an existing object.
        """
        draft = self._draft(name)
        path = self._locations.find(draft).path
        if path is None:
            await self.put(draft, source)
        else:
            with _told():
                await asyncio.to_thread(self._link, source, draft, path)
        return draft

    async def prepare_copy(self, name: str, original: str) -> str:
        """As `prepare`, with the bytes of another object. Raises NotFound (`object_missing`)."""
        draft = self._draft(name)
        await self.copy(original, draft)
        return draft

    def _draft(self, name: str) -> str:
        """A name that no object has."""
        return f"{name.partition('/')[0]}/{DRAFTS}/{uuid4().hex}"

    def open(self, name: str) -> BinaryIO:
        """The object as a file that can be read and sought; blocking. Raises NotFound."""
        location = self._locations.find(name)
        with _told():
            return cast(
                "BinaryIO", _Reader(obstore.open_reader(location.store, location.name, buffer_size=READ_BUFFER_BYTES))
            )

    async def get(self, name: str) -> bytes:
        """The whole object, for small ones. Raises NotFound."""
        location = self._locations.find(name)
        with _told():
            return bytes(await (await obstore.get_async(location.store, location.name)).bytes_async())

    async def size(self, name: str) -> int:
        """Its length in bytes. Raises NotFound."""
        location = self._locations.find(name)
        with _told():
            return (await obstore.head_async(location.store, location.name))["size"]

    async def look(self, name: str) -> StoredObject:
        """What the store knows of it. Raises NotFound."""
        location = self._locations.find(name)
        with _told():
            found = await obstore.head_async(location.store, location.name)
        return StoredObject(name, found["size"], found["last_modified"])

    async def stream(self, name: str, start: int, end: int) -> AsyncIterator[bytes]:
        """Bytes `start` to `end` (exclusive) in pieces. Raises NotFound."""
        location = self._locations.find(name)
        if start >= end:
            await self.size(name)  # a range of nothing cannot be asked for
            return
        with _told():
            answer = await obstore.get_async(location.store, location.name, options={"range": (start, end)})
            async for piece in answer.stream(min_chunk_size=STREAM_BYTES):
                yield bytes(piece)

    async def list_objects(self, prefix: str) -> AsyncIterator[tuple[str, int]]:
        """Name and size in bytes of every object under `prefix`, which ends with a slash; in no order."""
        location, before = self._locations.under(prefix)
        with _told():
            async for found in obstore.list(location.store, location.name or None):
                for one in found:
                    yield f"{before}{one['path']}", one["size"]

    async def list_stored(self, prefix: str) -> AsyncIterator[Sequence[StoredObject]]:
        """Every object under `prefix`, which ends with a slash, some at a time and in no order; drafts as well."""
        location, before = self._locations.under(prefix)
        with _told():
            async for found in obstore.list(location.store, location.name or None, chunk_size=LISTED_AT_ONCE):
                yield [StoredObject(f"{before}{one['path']}", one["size"], one["last_modified"]) for one in found]

    async def delete(self, name: str) -> None:
        """Remove it; nothing happens when it is not there."""
        location = self._locations.find(name)
        try:
            with _told():
                await obstore.delete_async(location.store, location.name)
        except NotFound:
            return

    def _draft_path(self, name: str) -> Path:
        path = self._locations.find(self._draft(name)).path
        assert path is not None  # noqa: S101 - only a local store writes its files itself
        return path

    def _link(self, source: Path, name: str, target: Path) -> None:
        if not local.link(source, target):
            local.write(source, self._draft_path(name), target, replace=False)

    async def _create_by_draft(self, name: str, source: AsyncIterator[bytes]) -> None:
        # Sent in parts the bytes replace an existing object, and sent as one with "only if there is nothing" they lie
        # in memory: so they are sent in parts under a name of their own, and S3 copies them on that condition.
        location, draft = self._locations.find(name), self._locations.find(self._draft(name))
        await obstore.put_async(draft.store, draft.name, source, max_concurrency=PARTS_AT_ONCE)
        try:
            await obstore.copy_async(location.store, draft.name, location.name, overwrite=False)
        finally:
            await obstore.delete_async(draft.store, draft.name)


@contextmanager
def _told() -> Iterator[None]:
    """The store's errors as ours."""
    try:
        yield
    except (AlreadyExistsError, FileExistsError, IsADirectoryError, NotADirectoryError) as error:
        raise Conflict("The resource already exists", code="exists") from error
    except (NotFoundError, FileNotFoundError) as error:
        raise NotFound("The stored file is missing.", code="bytes_missing") from error
    except (PermissionDeniedError, UnauthenticatedError) as error:
        raise ProviderError(f"The store of files refuses Chronos: {_reason(error)}.", code="storage_refused") from error
    except (BaseError, OSError) as error:
        raise ProviderError(f"The store of files failed: {_reason(error)}.", code="storage_failed") from error


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).splitlines()[0].rstrip(".")
