"""When the page was shown before."""

from datetime import UTC, datetime, timedelta

from starlette.responses import Response

from chronos.web.last_visit import FIRST_VISIT, keep_visit, read_last_visit
from tests.web.a_request import a_request

URL = "http://127.0.0.1:8000"
NOW = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)


def _after(cookies: str, now: datetime) -> str:
    response = Response()
    keep_visit(a_request(cookies=cookies), response, URL, now)
    return response.headers["set-cookie"].partition(";")[0]


def test_the_first_visit_looks_back_two_weeks() -> None:
    assert read_last_visit(a_request(), URL, NOW) == NOW - FIRST_VISIT


def test_a_page_shown_again_is_the_same_visit() -> None:
    kept = _after("", NOW)
    soon = NOW + timedelta(minutes=5)
    assert read_last_visit(a_request(cookies=kept), URL, soon) == NOW - FIRST_VISIT
    kept = _after(kept, soon)
    later = NOW + timedelta(days=1)
    assert read_last_visit(a_request(cookies=kept), URL, later) == soon
    assert read_last_visit(a_request(cookies=_after(kept, later)), URL, later + timedelta(minutes=1)) == soon


def test_a_cookie_of_anything_else_is_none() -> None:
    for value in ("", "x", "1", "1.2.3", "-1.2", "9" * 40 + ".1"):
        assert read_last_visit(a_request(cookies=f"chronos_visit={value}"), URL, NOW) == NOW - FIRST_VISIT
    assert read_last_visit(a_request(cookies="chronos_visit=99999999999.99999999999"), URL, NOW) <= NOW
