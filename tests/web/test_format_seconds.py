"""Seconds for people and for addresses."""

import pytest

from chronos.web.format_seconds import clock, seconds_parameter


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (59.99, "0:59"), (60, "1:00"), (754.2, "12:34"), (3600, "1:00:00"), (36_061.5, "10:01:01")],
)
def test_clock_rounds_down(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0"), (10, "10"), (100.5, "100.5"), (3.14159, "3.14")])
def test_parameter_has_no_trailing_zeros(seconds: float, shown: str) -> None:
    assert seconds_parameter(seconds) == shown
