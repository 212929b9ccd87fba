"""What a request for a new resumable upload wants."""

import mimetypes
import re
from pathlib import PurePosixPath
from typing import Any
from uuid import uuid4

from starlette.datastructures import Headers

from chronos.errors import Invalid, NotAllowed
from chronos.model import Actor
from chronos.storage import VIDEOS
from chronos.storage.uploads.rows import Wanted
from chronos.web.storage_api.object_headers import clean_cache_control
from chronos.web.uploads import headers as tus

_ENDING = re.compile(r"\.[a-z0-9]{1,5}", re.ASCII)


def read_wanted(headers: Headers, actor: Actor) -> Wanted:
    """`Upload-Length`, `x-upsert`, and `Upload-Metadata` with Supabase's keys and ours (title, filename, language).

    Without `objectName` a video gets a name of its own. Raises Invalid, OverLimit, NotAllowed.
    """
    if actor.creator_id is None:
        raise NotAllowed("Only a creator can begin a resumable upload.", code="creators_only")
    length = tus.read_length(headers)
    said = tus.read_metadata(headers)
    bucket = said.get("bucketName") or VIDEOS
    file_name = said.get("filename") or None
    kept: dict[str, Any] = {
        "title": said.get("title") or None,
        "file_name": file_name,
        "language": tus.read_language(said.get("language")),
        "cache_control": _cache_control(said.get("cacheControl")),
        "user_metadata": tus.read_json(said["metadata"]) if said.get("metadata") else None,
        "header": headers.get("upload-metadata"),  # to be told again as it was said
    }
    return Wanted(
        bucket_id=bucket,
        object_name=said.get("objectName") or _name(bucket, actor, file_name),
        length_bytes=length,
        content_type=_content_type(said, file_name),
        is_upsert=headers.get("x-upsert", "").lower() == "true",
        metadata={key: value for key, value in kept.items() if value is not None},
    )


def _name(bucket: str, actor: Actor, file_name: str | None) -> str:
    if bucket != VIDEOS:
        raise Invalid("Upload-Metadata: `objectName` is missing: name the object.", code="upload_request_invalid")
    ending = PurePosixPath(file_name or "").suffix.lower()
    return f"{actor.creator_id}/{uuid4()}/source{ending if _ENDING.fullmatch(ending) else ''}"


def _cache_control(said: str | None) -> str | None:
    """Supabase's clients say how many seconds, or a whole header."""
    if not said:
        return None
    return clean_cache_control(f"max-age={said}" if said.isdecimal() else said)


def _content_type(said: dict[str, str], file_name: str | None) -> str:
    """As it is said to be; else what a file of its name would be. Its bytes are looked at later."""
    told = said.get("contentType") or said.get("filetype")
    if told:
        return tus.read_type(told)
    name = PurePosixPath(said.get("objectName") or file_name or "").name
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
