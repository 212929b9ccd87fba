"""Receive an object: the body of a request to a file, in constant memory, counted and hashed as it comes."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from chronos.errors import Invalid, OverLimit
from chronos.storage.buckets import Bucket, check_type
from chronos.storage.incoming_folder import not_kept, own_folder
from chronos.storage.objects import NewObject
from chronos.web.body_limit import declared_bytes
from chronos.web.storage_api.form import MAX_OVERHEAD_BYTES, ObjectForm
from chronos.web.storage_api.object_headers import (
    DEFAULT_TYPE,
    clean_cache_control,
    clean_type,
    metadata_in_header,
    read_metadata,
)

WRITE_BYTES = 1024 * 1024  # gathered before a thread writes them


@dataclass(slots=True)
class _File:
    """What has come so far; it is on disk when `close` has returned."""

    path: Path
    limit_bytes: int | None
    size_bytes: int = 0
    digest: Any = field(default_factory=hashlib.sha256)
    _waiting: list[bytes] = field(default_factory=list)
    _waiting_bytes: int = 0

    def add(self, piece: bytes) -> None:
        """Take a piece. Raises OverLimit (`too_large`) as soon as it is known."""
        self.size_bytes += len(piece)
        if self.limit_bytes is not None and self.size_bytes > self.limit_bytes:
            raise OverLimit(
                f"The object exceeded the maximum allowed size of {self.limit_bytes} bytes.", code="too_large"
            )
        self._waiting.append(piece)
        self._waiting_bytes += len(piece)

    async def write(self, *, least_bytes: int = WRITE_BYTES) -> None:
        """Put what waits onto the disk, once it is worth a thread."""
        if self._waiting_bytes >= least_bytes:
            await asyncio.to_thread(self._write)

    async def close(self) -> None:
        """Write the rest."""
        await asyncio.to_thread(self._write, is_end=True)

    def _write(self, *, is_end: bool = False) -> None:
        with self.path.open("ab") as file:
            for piece in self._waiting:
                self.digest.update(piece)
                file.write(piece)
            self._waiting.clear()
            self._waiting_bytes = 0
            if is_end:
                file.flush()
                os.fsync(file.fileno())


def announced(request: Request, bucket: str, name: str, *, is_upsert: bool) -> NewObject:
    """What the request's headers say of the object. Of a form's file they say neither type nor exact size."""
    size = declared_bytes(request.scope)
    if is_form(request):
        return NewObject(bucket, name, max(size - MAX_OVERHEAD_BYTES, 0), DEFAULT_TYPE, is_upsert)
    kind = clean_type(request.headers.get("content-type", DEFAULT_TYPE))
    cache_control = clean_cache_control(request.headers.get("cache-control", "no-cache"))
    said = metadata_in_header(request.headers.get("x-metadata"))
    return NewObject(bucket, name, size, kind, is_upsert, cache_control=cache_control, user_metadata=said)


def is_form(request: Request) -> bool:
    """Whether the object comes as a file in a form."""
    return request.headers.get("content-type", "").lower().startswith("multipart/form-data")


@asynccontextmanager
async def received_object(
    request: Request, home: Path, new: NewObject, admitted: tuple[Bucket, int | None]
) -> AsyncIterator[tuple[Path, NewObject]]:
    """The object's bytes in a file of ours, and all that is known of it; nothing of it stays behind.

    Raises OverLimit (`too_large`), Invalid for a form that is none, for a type that the bucket does not take and for a
    body that breaks off; ProviderError.
    """
    bucket, limit = admitted
    async with own_folder(home) as folder:
        file = _File(folder / "object", limit)
        try:
            read = _read_form if is_form(request) else _read_raw
            new = await read(request, file, new, bucket)
            await file.close()
        except ClientDisconnect as error:
            raise Invalid("The upload broke off before its end: send it again.", code="upload_broken") from error
        except OSError as error:
            raise not_kept(error) from error
        yield file.path, replace(new, size_bytes=file.size_bytes, sha256=file.digest.hexdigest())


async def _read_raw(request: Request, file: _File, new: NewObject, bucket: Bucket) -> NewObject:
    async for piece in request.stream():
        file.add(piece)
        await file.write()
    return new


async def _read_form(request: Request, file: _File, new: NewObject, bucket: Bucket) -> NewObject:
    _, options = parse_options_header(request.headers["content-type"])
    kinds: list[str] = []
    form = ObjectForm(_typed(bucket, kinds), file.add)
    total = 0
    try:
        parser = MultipartParser(options[b"boundary"], form.callbacks())
        async for piece in request.stream():
            total += len(piece)
            if total - file.size_bytes > MAX_OVERHEAD_BYTES + len(piece):
                raise Invalid("The form has more in it than a file.", code="form_invalid")
            parser.write(piece)
            await file.write()
    except (FormParserError, KeyError) as error:
        raise Invalid("The form cannot be read: it is not valid `multipart/form-data`.", code="form_invalid") from error
    if not form.is_complete:
        raise Invalid("The upload broke off before its end: send it again.", code="upload_broken")
    if not form.has_file:
        raise Invalid("The form has no file in it.", code="form_invalid")
    seconds = form.fields.get("cacheControl")
    return replace(
        new,
        content_type=kinds[0],
        cache_control=clean_cache_control(f"max-age={seconds}" if seconds else "no-cache"),
        user_metadata=read_metadata(form.fields.get("metadata")),
    )


def _typed(bucket: Bucket, kinds: list[str]) -> Callable[[str], None]:
    """Takes note of the file's type. Raises Invalid (`mime_type_not_supported`), before the file's first byte."""

    def take(kind: str) -> None:
        kinds.append(clean_type(kind))
        check_type(bucket, kinds[0])

    return take
