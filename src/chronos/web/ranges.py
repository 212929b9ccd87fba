"""Decide which bytes of a file a request gets (RFC 9110 §13 and §14)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from chronos.errors import Conflict, Invalid

MAX_RANGES = 5  # players request one, document viewers a few; more are an attack (RFC 9110 §17.15)

_ONE_RANGE = re.compile(
    r"\s*+bytes\s*+=\s*+(?P<first>\d{0,19}+)\s*+-\s*+(?P<last>\d{0,19}+)\s*+", re.ASCII | re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes `start` to `end` (exclusive)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Content:
    """The file that is requested. `tag` is its strong ETag, with quotes; other bytes have another tag."""

    size_bytes: int
    tag: str
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The status, bytes and headers of the response."""

    status: int
    span: Span
    headers: dict[str, str] = field(default_factory=dict)


class Unsatisfiable(Invalid):
    """No byte of the file is in the range, or there are too many ranges."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="range_unsatisfiable")


class Changed(Conflict):
    """The file is not the one that the request names."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="precondition_failed")


def plan_answer(method: str, asked: Mapping[str, str], content: Content) -> Plan:
    """Return the plan for a GET or HEAD with these headers. Raises Unsatisfiable, Changed.

    A range counts with GET only, and only if `If-Range`, when there, has this very file's tag: bytes of two files must
    not be joined. A date there never does, as a file may change twice within its second.
    """
    headers = {"Accept-Ranges": "bytes", "ETag": content.tag}
    if content.modified is not None:
        headers["Last-Modified"] = format_datetime(content.modified.astimezone(UTC), usegmt=True)
    _require_unchanged(asked, content)
    whole = Span(0, content.size_bytes)
    if _is_known(asked, content):
        return Plan(304, whole, headers)
    span = None
    if method == "GET" and asked.get("if-range", content.tag) == content.tag:
        span = asked_span(asked.get("range"), content.size_bytes)
    if span is None:
        return Plan(200, whole, headers | {"Content-Length": str(content.size_bytes)})
    headers |= {
        "Content-Range": f"bytes {span.start}-{span.end - 1}/{content.size_bytes}",
        "Content-Length": str(span.end - span.start),
    }
    return Plan(206, span, headers)


def asked_span(header: str | None, size_bytes: int) -> Span | None:
    """Return the requested span; None for the whole file, also when the header is not valid.

    A few ranges in one header get the whole file, as the standard allows. Raises Unsatisfiable, also for more than
    `MAX_RANGES`.
    """
    if (header or "").count(",") >= MAX_RANGES:
        raise Unsatisfiable(f"The request asks for more than {MAX_RANGES} ranges: ask for one at a time.")
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


def _require_unchanged(asked: Mapping[str, str], content: Content) -> None:
    if "if-match" in asked:
        if not _names(asked["if-match"], content.tag, weak=False):
            raise Changed("The file is another one by now: its ETag is not the one that the request names.")
    elif (until := _date(asked.get("if-unmodified-since"))) and content.modified and _seconds(content) > until:
        raise Changed("The file has changed since the time that the request names.")


def _is_known(asked: Mapping[str, str], content: Content) -> bool:
    """Return whether the client has these bytes already; a tag takes precedence over a date."""
    if "if-none-match" in asked:
        return _names(asked["if-none-match"], content.tag, weak=True)
    since = _date(asked.get("if-modified-since"))
    return since is not None and content.modified is not None and _seconds(content) <= since


def _names(header: str, tag: str, *, weak: bool) -> bool:
    tags = [each.strip() for each in header.split(",")]
    return "*" in tags or tag in tags or (weak and f"W/{tag}" in tags)


def _seconds(content: Content) -> datetime:
    assert content.modified is not None  # noqa: S101 - asked before
    return content.modified.astimezone(UTC).replace(microsecond=0)


def _date(header: str | None) -> datetime | None:
    try:
        date = parsedate_to_datetime(header or "")
    except ValueError:
        return None
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date
