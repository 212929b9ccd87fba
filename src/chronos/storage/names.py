"""Names of objects: which are valid, and the name in the object store."""

import re

from chronos.errors import Invalid

MAX_NAME_BYTES = 1024  # of S3 and of hosted Supabase
MAX_PART_BYTES = 255  # of a file's name on common file systems

# As hosted Supabase: no character that a path, an address or a header would interpret.
_NAME = re.compile(r"[\w/!.*'() &$@=;:+,?-]+", re.ASCII)


def clean_name(name: str) -> str:
    """Return `name` if an object can have it. Raises Invalid (`name_invalid`) with the reason."""
    if not name:
        raise _wrong("it is empty")
    if len(name.encode("utf-8", "replace")) > MAX_NAME_BYTES:
        raise _wrong(f"it is longer than {MAX_NAME_BYTES} bytes")
    if not _NAME.fullmatch(name):
        raise _wrong("use letters of the English alphabet, digits, spaces and ! - . * ' ( ) & $ @ = ; : + , ? _")
    parts = name.split("/")
    if any(part in ("", ".", "..") for part in parts):
        raise _wrong("no folder in it may be empty, `.` or `..`")
    if any(len(part) > MAX_PART_BYTES for part in parts):
        raise _wrong(f"no folder or file in it may be longer than {MAX_PART_BYTES} bytes")
    return name


def object_name(bucket: str, name: str) -> str:
    """Return the name of `name` in `bucket` in the object store."""
    return f"{bucket}/{name}"


def _wrong(reason: str) -> Invalid:
    return Invalid(f"The object's name cannot be used: {reason}.", code="name_invalid")
