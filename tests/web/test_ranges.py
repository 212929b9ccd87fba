"""Range headers."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.web.ranges import MAX_RANGES, Changed, Content, Span, Unsatisfiable, asked_span, plan_answer

# Half a second after the one that headers can tell.
FILE = Content(100, '"one"', datetime(2026, 3, 1, 12, 0, 0, 500_000, UTC))
THEN, BEFORE = "Sun, 01 Mar 2026 12:00:00 GMT", "Sun, 01 Mar 2026 11:59:59 GMT"


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
def test_header_selects_a_span_of_a_hundred_bytes(header: str | None, span: Span | None) -> None:
    assert asked_span(header, 100) == span


@pytest.mark.parametrize(("header", "size"), [("bytes=100-", 100), ("bytes=-0", 100), ("bytes=0-", 0), ("bytes=-5", 0)])
def test_range_past_the_end_is_refused(header: str, size: int) -> None:
    with pytest.raises(Unsatisfiable):
        asked_span(header, size)


@given(st.text(), st.integers(0, 10**12))
def test_any_header_selects_bytes_of_the_file_or_all(header: str, size: int) -> None:
    try:
        span = asked_span(f"bytes={header}", size)
    except Unsatisfiable:
        return
    assert span is None or 0 <= span.start < span.end <= size


@given(st.integers(0, 999), st.integers(0, 2000))
def test_span_covers_first_to_last(first: int, last: int) -> None:
    span = asked_span(f"bytes={first}-{last}", 1000)
    assert span == (Span(first, min(last + 1, 1000)) if last >= first else None)


def test_too_many_ranges_are_refused() -> None:
    few = "bytes=" + ",".join(f"{n}-{n}" for n in range(MAX_RANGES))
    assert asked_span(few, 100) is None
    for count in (MAX_RANGES + 1, 10_000):
        with pytest.raises(Unsatisfiable, match="one at a time"):
            asked_span("bytes=" + ",".join(f"{n}-{n}" for n in range(count)), 10**6)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 200),
        ({"if-none-match": '"one"'}, 304),
        ({"if-none-match": 'W/"one"'}, 304),
        ({"if-none-match": '"two", "one"'}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": '"two"'}, 200),
        ({"if-none-match": '"two"', "if-modified-since": THEN}, 200),  # the tag knows better
        ({"if-modified-since": THEN}, 304),
        ({"if-modified-since": BEFORE}, 200),
        ({"if-modified-since": "yesterday"}, 200),
        ({"if-match": '"one"'}, 200),
        ({"if-match": "*"}, 200),
        ({"if-unmodified-since": THEN}, 200),
        ({"range": "bytes=0-9"}, 206),
        ({"range": "bytes=0-9", "if-range": '"one"'}, 206),
        ({"range": "bytes=0-9", "if-range": '"two"'}, 200),
        ({"range": "bytes=0-9", "if-range": 'W/"one"'}, 200),
        ({"range": "bytes=0-9", "if-range": THEN}, 200),  # it may have changed twice in that second
        ({"range": "bytes=0-9", "if-none-match": '"one"'}, 304),
    ],
)
def test_conditions_decide_the_status(asked: dict[str, str], status: int) -> None:
    plan = plan_answer("GET", asked, FILE)
    assert (plan.status, plan.headers["ETag"], plan.headers["Last-Modified"]) == (status, '"one"', THEN)


@pytest.mark.parametrize(
    "asked", [{"if-match": '"two"'}, {"if-match": 'W/"one"'}, {"if-unmodified-since": BEFORE}, {"if-match": ""}]
)
def test_changed_file_is_refused(asked: dict[str, str]) -> None:
    with pytest.raises(Changed):
        plan_answer("GET", asked, FILE)


@given(
    st.text(), st.sampled_from(["if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range"])
)
def test_any_condition_gets_a_plan(value: str, name: str) -> None:
    try:
        assert plan_answer("GET", {name: value, "range": "bytes=0-0"}, FILE).status in (200, 206, 304)
    except Changed:
        return
