"""Read the headers of TUS 1.0 (https://tus.io/protocols/resumable-upload); each value is checked."""

import base64
import binascii
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, NoReturn
from uuid import uuid4

from starlette.datastructures import Headers

from chronos.errors import Invalid, OverLimit
from chronos.model import Actor, CreatorId
from chronos.storage import VIDEOS, NewObject
from chronos.videos import read_details, require_creator
from chronos.web.storage_api import object_headers

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,checksum,expiration"
ALGORITHMS = ("sha1", "sha256")
CONTENT_TYPE = "application/offset+octet-stream"
MAX_METADATA_BYTES = 16 * 1024

_ENDING = re.compile(r"\.[a-z0-9]{1,5}", re.ASCII)
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_MAX_DIGITS = 18  # fits PostgreSQL's bigint
_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+( *;[ -~]*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a piece must hash to."""

    algorithm: str
    digest: bytes

    def begin(self) -> "hashlib._Hash":
        """Return an empty hash of its kind."""
        return hashlib.new(self.algorithm, usedforsecurity=False)


def read_request(headers: Headers, actor: Actor) -> tuple[NewObject, Mapping[str, Any]]:
    """Return the object to make, and what its row keeps of `Upload-Metadata`; no value of it is a path.

    `Upload-Metadata` has Supabase's keys, filename and the choices of `read_details`. A video without `objectName` gets
    a name. Raises Invalid, OverLimit, NotAllowed.
    """
    creator_id = require_creator(actor)
    length = read_length(headers)
    said = read_metadata(headers)
    bucket, file_name = said.get("bucketName") or VIDEOS, said.get("filename") or None
    details = read_details(said, file_name=file_name)
    cached = said.get("cacheControl")  # Supabase's clients send a number of seconds, or a whole header
    kept: dict[str, Any] = {
        "title": details.title,
        "file_name": file_name,
        "language": details.language,
        "audio_track": details.audio_track,
        "cache_control": object_headers.clean_cache_control(f"max-age={cached}" if cached.isdecimal() else cached)
        if cached
        else None,
        "user_metadata": _user_metadata(said.get("metadata")) or None,
        "header": headers.get("upload-metadata"),  # returned by HEAD as it was sent
    }
    name = said.get("objectName") or _name(bucket, creator_id, file_name)
    is_upsert = headers.get("x-upsert", "").lower() == "true"
    new = NewObject(bucket, name, length, _content_type(said, file_name), is_upsert)
    return new, {key: value for key, value in kept.items() if value is not None}


def read_length(headers: Headers) -> int:
    """Return `Upload-Length`. Raises Invalid, OverLimit for a length that no file can have."""
    if "upload-defer-length" in headers:
        raise invalid("Upload-Defer-Length is not supported: send Upload-Length with the first request")
    if "upload-concat" in headers:
        raise invalid("Upload-Concat is not supported: send the file as one upload")
    if "upload-length" not in headers:
        raise invalid("Upload-Length is missing: send the number of bytes of the file")
    length = _number(headers["upload-length"])
    if length is None:
        raise invalid("Upload-Length must be a whole number of bytes, 0 or more")
    if length < 0:
        raise OverLimit("No file of this length can be uploaded.", code="too_large")
    return length


def read_offset(headers: Headers) -> int:
    """Return `Upload-Offset`. Raises Invalid."""
    offset = _number(headers.get("upload-offset", ""))
    if offset is None or offset < 0:
        raise invalid("Upload-Offset must be a whole number of bytes, 0 or more")
    return offset


def read_checksum(headers: Headers) -> Checksum | None:
    """Return `Upload-Checksum`. Raises Invalid."""
    if "upload-checksum" not in headers:
        return None
    algorithm, _, encoded = headers["upload-checksum"].strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise invalid(f"Upload-Checksum can be of {' or '.join(ALGORITHMS)}")
    digest = _decoded(encoded.strip())
    if digest is None or len(digest) != hashlib.new(algorithm, usedforsecurity=False).digest_size:
        raise invalid(f"Upload-Checksum is not a {algorithm} in base64")
    return Checksum(algorithm, digest)


def read_metadata(headers: Headers) -> dict[str, str]:
    """Return `Upload-Metadata`, decoded. Raises Invalid with the key that cannot be read."""
    header = headers.get("upload-metadata", "").strip()
    if len(header) > MAX_METADATA_BYTES:
        raise invalid(f"Upload-Metadata is longer than {MAX_METADATA_BYTES // 1024} KB")
    read: dict[str, str] = {}
    for pair in header.split(",") if header else ():
        key, _, encoded = pair.strip().partition(" ")
        if not key or not key.isascii() or not key.isprintable():
            raise invalid("Upload-Metadata must be pairs of a key and its value in base64, with commas between")
        if key in read:
            raise invalid(f"Upload-Metadata has {key[:50]!r} twice")
        value = _decoded(encoded.strip())
        try:
            read[key] = (value if value is not None else _no_base64(key)).decode()
        except UnicodeDecodeError:
            raise invalid(f"Upload-Metadata: the value of {key[:50]!r} is not UTF-8") from None
        if "\0" in read[key]:
            raise invalid(f"Upload-Metadata: the value of {key[:50]!r} has a NUL in it")
    return read


def _name(bucket: str, creator_id: CreatorId, file_name: str | None) -> str:
    if bucket != VIDEOS:
        raise invalid("Upload-Metadata: `objectName` is missing: name the object")
    ending = PurePosixPath(file_name or "").suffix.lower()
    return f"{creator_id}/{uuid4()}/source{ending if _ENDING.fullmatch(ending) else ''}"


def _user_metadata(text: str | None) -> dict[str, Any]:
    try:
        return object_headers.read_metadata(text)
    except Invalid as error:
        raise invalid("Upload-Metadata: `metadata` must be a JSON object, without NUL") from error


def _content_type(said: Mapping[str, str], file_name: str | None) -> str:
    """Return the declared type, otherwise that of the file's name. The bytes are checked later."""
    declared = said.get("contentType") or said.get("filetype")
    if not declared:
        name = PurePosixPath(said.get("objectName") or file_name or "").name
        return mimetypes.guess_type(name)[0] or "application/octet-stream"
    if len(declared) > 255 or not _TYPE.fullmatch(declared):
        raise invalid("Upload-Metadata: `contentType` must be a media type, e.g. video/mp4")
    return declared


def _number(told: str) -> int | None:
    """Return a number; -1 for one that is larger than any file, None for anything else."""
    if not _DIGITS.fullmatch(told):
        return None
    digits = told.lstrip("0") or "0"
    return int(digits) if len(digits) <= _MAX_DIGITS else -1


def _decoded(encoded: str) -> bytes | None:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None


def _no_base64(key: str) -> NoReturn:
    raise invalid(f"Upload-Metadata: the value of {key[:50]!r} is not base64")


def invalid(sentence: str) -> Invalid:
    """Return the error for a header that cannot be read."""
    return Invalid(f"{sentence}.", code="upload_request_invalid")
