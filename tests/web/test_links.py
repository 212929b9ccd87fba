"""Seconds and addresses as people read them."""

from uuid import UUID

import pytest

from chronos.web.links import clock, moment_url, seconds_parameter

VIDEO = UUID("1b4e28ba-2fa1-11d2-883f-0016d3cca427")


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (59.99, "0:59"), (60, "1:00"), (754.2, "12:34"), (3600, "1:00:00"), (36_061.5, "10:01:01")],
)
def test_clock(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0"), (10, "10"), (100.5, "100.5"), (3.14159, "3.14")])
def test_parameter(seconds: float, shown: str) -> None:
    assert seconds_parameter(seconds) == shown


def test_moment() -> None:
    assert moment_url("https://example.org/", VIDEO, 75.5) == f"https://example.org/videos/{VIDEO}?t=75.5"
