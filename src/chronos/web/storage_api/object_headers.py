"""What a client says of an object besides its bytes: type, caching, metadata of its own."""

import base64
import binascii
import json
import re
from typing import Any

from chronos.errors import Invalid

DEFAULT_TYPE = "application/octet-stream"
MAX_METADATA_BYTES = 64 * 1024
MAX_TYPE_CHARACTERS = 200

_CACHE_CONTROL = re.compile(r"[\w=, -]{1,100}", re.ASCII)


def clean_type(kind: str) -> str:
    """`kind` if a header can have it. Raises Invalid (`mime_type_not_supported`)."""
    if len(kind) > MAX_TYPE_CHARACTERS or not kind.isprintable() or not kind.isascii():
        raise Invalid("The content type cannot be used: it is not a media type.", code="mime_type_not_supported")
    return kind


def clean_cache_control(said: str) -> str:
    """`said` if it can be sent back, otherwise what keeps nothing."""
    return said if _CACHE_CONTROL.fullmatch(said) else "no-cache"


def metadata_in_header(encoded: str | None) -> dict[str, Any]:
    """The metadata in `x-metadata`, JSON in base64. Raises Invalid (`metadata_invalid`)."""
    if encoded is None:
        return {}
    try:
        return read_metadata(base64.b64decode(encoded, validate=True).decode())
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Invalid("The header x-metadata is not JSON in base64.", code="metadata_invalid") from error


def read_metadata(text: str | None) -> dict[str, Any]:
    """The metadata that is written as a JSON object. Raises Invalid (`metadata_invalid`)."""
    if not text:
        return {}
    try:
        said = json.loads(text) if len(text) <= MAX_METADATA_BYTES else None
    except (ValueError, RecursionError) as error:
        raise Invalid("The object's metadata is not JSON.", code="metadata_invalid") from error
    if not isinstance(said, dict) or "\\u0000" in json.dumps(said):
        raise Invalid("The object's metadata is not a JSON object that can be kept.", code="metadata_invalid")
    return said
