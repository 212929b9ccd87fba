"""Read the request for a new resumable upload: the object to make, and what its video is called."""

import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from uuid import uuid4

from starlette.datastructures import Headers

from chronos.errors import Invalid
from chronos.model import Actor, CreatorId
from chronos.storage import VIDEOS, NewObject
from chronos.videos import require_creator
from chronos.web.storage_api.object_headers import clean_cache_control, read_metadata
from chronos.web.uploads import headers as tus

_ENDING = re.compile(r"\.[a-z0-9]{1,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class UploadRequest:
    """The object to make, and what its row keeps of `Upload-Metadata`; no value of it is a path."""

    new: NewObject
    metadata: Mapping[str, Any]


def read_request(headers: Headers, actor: Actor) -> UploadRequest:
    """Read `Upload-Length`, `x-upsert`, and `Upload-Metadata` with Supabase's keys and title, filename, language.

    A video without `objectName` gets a name. Raises Invalid, OverLimit, NotAllowed.
    """
    creator_id = require_creator(actor)
    length = tus.read_length(headers)
    said = tus.read_metadata(headers)
    bucket, file_name = said.get("bucketName") or VIDEOS, said.get("filename") or None
    kept: dict[str, Any] = {
        "title": said.get("title") or None,
        "file_name": file_name,
        "language": tus.read_language(said.get("language")),
        "cache_control": _cache_control(said.get("cacheControl")),
        "user_metadata": _metadata(said.get("metadata")) or None,
        "header": headers.get("upload-metadata"),  # returned by HEAD as it was sent
    }
    new = NewObject(
        bucket,
        said.get("objectName") or _name(bucket, creator_id, file_name),
        length,
        _content_type(said, file_name),
        is_upsert=headers.get("x-upsert", "").lower() == "true",
    )
    return UploadRequest(new, {key: value for key, value in kept.items() if value is not None})


def _name(bucket: str, creator_id: CreatorId, file_name: str | None) -> str:
    if bucket != VIDEOS:
        raise tus.invalid("Upload-Metadata: `objectName` is missing: name the object")
    ending = PurePosixPath(file_name or "").suffix.lower()
    return f"{creator_id}/{uuid4()}/source{ending if _ENDING.fullmatch(ending) else ''}"


def _metadata(text: str | None) -> dict[str, Any]:
    try:
        return read_metadata(text)
    except Invalid as error:
        raise tus.invalid("Upload-Metadata: `metadata` must be a JSON object, without NUL") from error


def _cache_control(value: str | None) -> str | None:
    """Supabase's clients send a number of seconds, or a whole header."""
    if not value:
        return None
    return clean_cache_control(f"max-age={value}" if value.isdecimal() else value)


def _content_type(said: dict[str, str], file_name: str | None) -> str:
    """Return the declared type, else that of the file's name. The bytes are checked later."""
    declared = said.get("contentType") or said.get("filetype")
    if declared:
        return tus.read_type(declared)
    name = PurePosixPath(said.get("objectName") or file_name or "").name
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
