"""What a client declares of an object: type, caching, and metadata of its own."""

import base64
import binascii
import json
import re
from typing import Any, NoReturn

from chronos.errors import Invalid

DEFAULT_TYPE = "application/octet-stream"
MAX_METADATA_BYTES = 64 * 1024
MAX_TYPE_CHARACTERS = 200

_CACHE_CONTROL = re.compile(r"[\w=, -]{1,100}", re.ASCII)


def clean_type(kind: str) -> str:
    """Return `kind` if a header can have it. Raises Invalid (`mime_type_not_supported`)."""
    if len(kind) > MAX_TYPE_CHARACTERS or not kind.isprintable() or not kind.isascii():
        raise Invalid("The content type cannot be used: it is not a media type.", code="mime_type_not_supported")
    return kind


def clean_cache_control(value: str) -> str:
    """Return `value` if a header can have it, otherwise `no-cache`."""
    return value if _CACHE_CONTROL.fullmatch(value) else "no-cache"


def metadata_in_header(encoded: str | None) -> dict[str, Any]:
    """Return the metadata in `x-metadata`, JSON in base64. Raises Invalid (`metadata_invalid`)."""
    if encoded is None:
        return {}
    try:
        return read_metadata(base64.b64decode(encoded, validate=True).decode())
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Invalid("The header x-metadata is not JSON in base64.", code="metadata_invalid") from error


def read_metadata(text: str | None) -> dict[str, Any]:
    """Return the metadata of a JSON object. Raises Invalid (`metadata_invalid`)."""
    if not text:
        return {}
    try:
        read = json.loads(text, parse_constant=_refuse_constant) if len(text) <= MAX_METADATA_BYTES else None
        # PostgreSQL stores neither half a character nor NUL.
        is_storable = "\\u0000" not in json.dumps(json.dumps(read, ensure_ascii=False).encode().decode())
    except (ValueError, RecursionError) as error:
        raise Invalid("The object's metadata is not JSON.", code="metadata_invalid") from error
    if not isinstance(read, dict) or not is_storable:
        raise Invalid(
            "The object's metadata must be a JSON object of at most 64 KB, without NUL.", code="metadata_invalid"
        )
    return read


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
