"""The name that a server gives a file: the header Content-Disposition (RFC 6266), as browsers read it."""

import re
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from urllib.parse import unquote

MAX_HEADER_BYTES = 4096  # a file's name has at most 255; the library's reader takes the square of the length


def read_file_name(content_disposition: bytes) -> str | None:
    """Return the name without folders; None when the header names no file or is longer than 4 KB.

    The name is not safe to store under.
    `filename*` wins over `filename`. Servers also send raw UTF-8, percent signs and encoded words, which all browsers
    understand.
    """
    if len(content_disposition) > MAX_HEADER_BYTES:
        return None
    message = Message()
    message["Content-Disposition"] = _text(content_disposition).replace("\r", " ").replace("\n", " ")
    parameters = message.get_params([], header="Content-Disposition")
    # The library gives a tuple for `filename*`, which its types do not say.
    names: list[object] = [value for key, value in parameters if key.lower() == "filename"]
    extended = [value for value in names if isinstance(value, tuple)]
    plain = [value for value in names if isinstance(value, str)]
    name = next(filter(None, map(_extended_name, extended)), None)
    if name is None and plain:  # browsers fall back to it where `filename*` is broken
        name = _decoded(plain[0])
    if name is None:
        name = _decoded(extended[0][2] or "") if extended else ""
    return re.split(r"[/\\]", name.strip())[-1].strip() or None


def _extended_name(value: tuple[str | None, ...]) -> str | None:
    """Return the value of `filename*`; None if it has no charset that is allowed there, or bytes of another."""
    charset, _, text = value
    if (charset or "").lower() not in ("utf-8", "iso-8859-1"):
        return None
    try:
        return (text or "").encode("latin-1").decode(charset or "utf-8")
    except UnicodeError:
        return None


def _text(value: bytes) -> str:
    """UTF-8, as most servers mean it, otherwise Latin-1, which every byte is."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _decoded(name: str) -> str:
    try:
        return unquote(str(make_header(decode_header(name))), errors="strict")
    except (HeaderParseError, LookupError, UnicodeDecodeError):
        return name
