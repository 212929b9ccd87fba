"""Range headers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.web.ranges import Span, Unsatisfiable, asked_span


@pytest.mark.parametrize(
    ("header", "span"),
    [
        (None, None),
        ("", None),
        ("bytes=0-", Span(0, 100)),
        ("bytes=0-0", Span(0, 1)),
        ("bytes=10-19", Span(10, 20)),
        ("bytes=90-1000", Span(90, 100)),
        ("bytes=-10", Span(90, 100)),
        ("bytes=-1000", Span(0, 100)),
        ("BYTES = 5-9", Span(5, 10)),
        ("bytes=9-5", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("items=0-5", None),
        ("bytes=0-5,10-15", None),
        ("bytes=" + "9" * 5000 + "-", None),
        ("bytes=٣-٤", None),
    ],
)
def test_of_a_hundred_bytes(header: str | None, span: Span | None) -> None:
    assert asked_span(header, 100) == span


@pytest.mark.parametrize(("header", "size"), [("bytes=100-", 100), ("bytes=-0", 100), ("bytes=0-", 0), ("bytes=-5", 0)])
def test_out_of_reach(header: str, size: int) -> None:
    with pytest.raises(Unsatisfiable):
        asked_span(header, size)


@given(st.text(), st.integers(0, 10**12))
def test_any_text_gives_a_span_within_the_file_or_none(header: str, size: int) -> None:
    try:
        span = asked_span(f"bytes={header}", size)
    except Unsatisfiable:
        return
    assert span is None or 0 <= span.start < span.end <= size


@given(st.integers(0, 999), st.integers(0, 2000))
def test_first_to_last(first: int, last: int) -> None:
    span = asked_span(f"bytes={first}-{last}", 1000)
    assert span == (Span(first, min(last + 1, 1000)) if last >= first else None)
