"""What TUS 1.0 (https://tus.io/protocols/resumable-upload) writes into headers, read with suspicion."""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from starlette.datastructures import Headers

from chronos.errors import Invalid, OverLimit

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,checksum,expiration"
ALGORITHMS = ("sha1", "sha256")
CONTENT_TYPE = "application/offset+octet-stream"
MAX_METADATA_BYTES = 16 * 1024

_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_MAX_DIGITS = 18  # fits PostgreSQL's bigint
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", re.ASCII)
_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+( *;[ -~]*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a piece must hash to."""

    algorithm: str
    digest: bytes

    def begin(self) -> "hashlib._Hash":
        """An empty hash of its kind."""
        return hashlib.new(self.algorithm, usedforsecurity=False)


def read_length(headers: Headers) -> int:
    """`Upload-Length`. Raises Invalid, OverLimit for what no file can be."""
    if "upload-defer-length" in headers:
        raise _wrong("A length that is told later is not offered: send Upload-Length with the first request")
    if "upload-concat" in headers:
        raise _wrong("Uploads in parallel parts are not offered: send the file as one upload")
    if "upload-length" not in headers:
        raise _wrong("Upload-Length is missing: say how many bytes the file has")
    length = _number(headers["upload-length"])
    if length is None:
        raise _wrong("Upload-Length must be a whole number of bytes, 0 or more")
    if length < 0:
        raise OverLimit("No file of this length can be uploaded.", code="too_large")
    return length


def read_offset(headers: Headers) -> int:
    """`Upload-Offset`. Raises Invalid."""
    offset = _number(headers.get("upload-offset", ""))
    if offset is None or offset < 0:
        raise _wrong("Upload-Offset must be a whole number of bytes, 0 or more")
    return offset


def read_checksum(headers: Headers) -> Checksum | None:
    """`Upload-Checksum`. Raises Invalid."""
    if "upload-checksum" not in headers:
        return None
    algorithm, _, encoded = headers["upload-checksum"].strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise _wrong(f"Upload-Checksum can be of {' or '.join(ALGORITHMS)}")
    digest = _decoded(encoded.strip())
    if digest is None or len(digest) != hashlib.new(algorithm, usedforsecurity=False).digest_size:
        raise _wrong(f"Upload-Checksum is not a {algorithm} in base64")
    return Checksum(algorithm, digest)


def read_metadata(headers: Headers) -> dict[str, str]:
    """`Upload-Metadata`, decoded. Raises Invalid with the key that cannot be read."""
    header = headers.get("upload-metadata", "").strip()
    if len(header) > MAX_METADATA_BYTES:
        raise _wrong(f"Upload-Metadata is longer than {MAX_METADATA_BYTES // 1024} KB")
    read: dict[str, str] = {}
    for pair in header.split(",") if header else ():
        key, _, encoded = pair.strip().partition(" ")
        if not key or not key.isascii() or not key.isprintable():
            raise _wrong("Upload-Metadata must be pairs of a key and its value in base64, with commas between")
        if key in read:
            raise _wrong(f"Upload-Metadata has {key[:50]!r} twice")
        value = _decoded(encoded.strip())
        try:
            read[key] = (value if value is not None else _no_base64(key)).decode()
        except UnicodeDecodeError:
            raise _wrong(f"Upload-Metadata: the value of {key[:50]!r} is not UTF-8") from None
        if "\0" in read[key]:
            raise _wrong(f"Upload-Metadata: the value of {key[:50]!r} has a NUL in it")
    return read


def read_language(told: str | None) -> str | None:
    """A language such as `en` or `pt-BR`. Raises Invalid."""
    if told and not _LANGUAGE.fullmatch(told):
        raise _wrong("Upload-Metadata: `language` must be a language tag, e.g. en")
    return told or None


def read_type(told: str) -> str:
    """A media type. Raises Invalid."""
    if len(told) > 255 or not _TYPE.fullmatch(told):
        raise _wrong("Upload-Metadata: `contentType` must be a media type, e.g. video/mp4")
    return told


def read_json(told: str) -> Mapping[str, Any]:
    """The `metadata` that its sender keeps with an object. Raises Invalid."""
    try:
        read = json.loads(told, parse_constant=_no_constant)
        # What PostgreSQL keeps in no text: half a character, and NUL.
        can_be_kept = "\\u0000" not in json.dumps(json.dumps(read, ensure_ascii=False).encode().decode())
    except (ValueError, RecursionError):
        read, can_be_kept = None, False
    if not isinstance(read, dict) or not can_be_kept:
        raise _wrong("Upload-Metadata: `metadata` must be a JSON object, without NUL")
    return read


def _number(told: str) -> int | None:
    """A number; -1 for one that is larger than any file, None for what is no number."""
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
    raise _wrong(f"Upload-Metadata: the value of {key[:50]!r} is not base64")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _wrong(sentence: str) -> Invalid:
    return Invalid(f"{sentence}.", code="upload_request_invalid")
