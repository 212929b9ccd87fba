"""Which bytes of a file a request asks for (RFC 9110 §13 and §14)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from chronos.errors import ChronosError

_ONE_RANGE = re.compile(r"\s*bytes\s*=\s*(?P<first>\d{0,19})\s*-\s*(?P<last>\d{0,19})\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes `start` to `end` (exclusive)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The status and the bytes to answer with, and the headers that say so."""

    status: int
    span: Span
    headers: dict[str, str] = field(default_factory=dict)


class Unsatisfiable(ChronosError):
    """No byte of the file is in the range; answered with 416."""

    code = "range_unsatisfiable"


def plan_answer(asked: Mapping[str, str], size_bytes: int, tag: str) -> Plan:
    """What to answer a request with these headers about a file whose strong ETag is `tag`. Raises Unsatisfiable.

    A range counts only if `If-Range`, when there, names this very file: bytes of two files must not be joined.
    """
    headers = {"Accept-Ranges": "bytes", "ETag": tag}
    whole = Span(0, size_bytes)
    if asked.get("if-none-match") == tag:
        return Plan(304, whole, headers)
    span = asked_span(asked.get("range"), size_bytes) if asked.get("if-range", tag) == tag else None
    if span is None:
        return Plan(200, whole, headers | {"Content-Length": str(size_bytes)})
    headers |= {
        "Content-Range": f"bytes {span.start}-{span.end - 1}/{size_bytes}",
        "Content-Length": str(span.end - span.start),
    }
    return Plan(206, span, headers)


def asked_span(header: str | None, size_bytes: int) -> Span | None:
    """The span that `header` asks for; None for the whole file, also when the header makes no sense.

    Several ranges in one header get the whole file, as the standard allows. Raises Unsatisfiable.
    """
    match = _ONE_RANGE.fullmatch(header or "")
    if match is None or not (match["first"] or match["last"]):
        return None
    if not match["first"]:
        start, end = max(size_bytes - int(match["last"]), 0), size_bytes
    else:
        start, end = int(match["first"]), min(int(match["last"] or size_bytes) + 1, size_bytes)
        if match["last"] and int(match["last"]) < start:
            return None
    if start >= size_bytes:
        raise Unsatisfiable(f"The file has {size_bytes} bytes; the range begins after its end.")
    return Span(start, end)
