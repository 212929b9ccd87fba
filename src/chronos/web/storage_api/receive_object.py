"""Receive an object: the body of a request, raw or as a form, in a file of its own."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from starlette.requests import Request

from chronos.errors import Invalid
from chronos.storage import VIDEOS, Admission, NewObject, check_type, own_folder
from chronos.videos import CHOICES, Details, read_details
from chronos.web.body_limit import declared_bytes
from chronos.web.body_writer import BodyWriter, receiving
from chronos.web.multipart import MAX_OVERHEAD_BYTES, Part, read_form
from chronos.web.storage_api.object_headers import (
    DEFAULT_TYPE,
    clean_cache_control,
    clean_type,
    metadata_in_header,
    read_metadata,
)


def declared_object(request: Request, bucket: str, name: str, *, is_upsert: bool) -> NewObject:
    """Return the object that the request's headers declare. For a form they give neither type nor exact size."""
    size = declared_bytes(request.scope)
    if is_form(request):
        return NewObject(bucket, name, max(size - MAX_OVERHEAD_BYTES, 0), DEFAULT_TYPE, is_upsert)
    kind = clean_type(request.headers.get("content-type", DEFAULT_TYPE))
    cache_control = clean_cache_control(request.headers.get("cache-control", "no-cache"))
    metadata = metadata_in_header(request.headers.get("x-metadata"))
    return NewObject(bucket, name, size, kind, is_upsert, cache_control=cache_control, user_metadata=metadata)


def declared_details(new: NewObject) -> Details | None:
    """Return the choices for a video in its object's metadata. Raises `metadata_invalid` and as `read_details`."""
    if new.bucket_id != VIDEOS:
        return None
    chosen = {name: new.user_metadata[name] for name in CHOICES if name in new.user_metadata}
    for name, value in chosen.items():
        if not (isinstance(value, str) or (name == "audio_track" and type(value) is int)):
            kind = "a number" if name == "audio_track" else "text"
            raise Invalid(f"In the metadata of a video, `{name}` must be {kind}.", code="metadata_invalid")
    return read_details({name: str(value) for name, value in chosen.items()})


def is_form(request: Request) -> bool:
    """Return whether the object arrives as a file in a form."""
    return request.headers.get("content-type", "").lower().startswith("multipart/form-data")


@asynccontextmanager
async def received_object(
    request: Request, home: Path, new: NewObject, admission: Admission
) -> AsyncIterator[tuple[Path, NewObject]]:
    """Receive the object's bytes into a file that exists for the block, and complete its description.

    Raises OverLimit (`too_large`), Invalid for an invalid form, for a type that the bucket does not allow, for a body
    that breaks off; ProviderError.
    """
    async with own_folder(home) as folder:
        digest = hashlib.sha256()
        file = BodyWriter(folder / "object", admission.max_bytes, digest)
        if is_form(request):
            new = await _read_form(request, file, new, admission)
        else:
            with receiving():
                async for piece in request.stream():
                    file.add(piece)
                    await file.write()
                await file.write(is_last=True)
        yield file.path, replace(new, size_bytes=file.size_bytes, sha256=digest.hexdigest())


async def _read_form(request: Request, file: BodyWriter, new: NewObject, admission: Admission) -> NewObject:
    def open_file(part: Part, before: Sequence[Part]) -> BodyWriter | None:
        if part.file_name is None:
            return None
        if any(other.file is not None for other in before):
            raise Invalid("Send one file at a time.", code="form_invalid")
        check_type(admission.bucket, clean_type(part.content_type or DEFAULT_TYPE))  # before the file's first byte
        return file

    parts = await read_form(request, open_file)
    kinds = [clean_type(part.content_type or DEFAULT_TYPE) for part in parts if part.file is not None]
    if not kinds:
        raise Invalid("The form has no file in it.", code="form_invalid")
    fields = {part.name: bytes(part.value).decode("utf-8", "replace") for part in parts if part.file is None}
    seconds = fields.get("cacheControl")
    return replace(
        new,
        content_type=kinds[0],
        cache_control=clean_cache_control(f"max-age={seconds}" if seconds else "no-cache"),
        user_metadata=read_metadata(fields.get("metadata")),
    )
