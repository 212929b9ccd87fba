"""Seconds as a clock."""

import pytest

from chronos.text import clock


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (59.99, "0:59"), (60, "1:00"), (754.2, "12:34"), (3600, "1:00:00"), (36_061.5, "10:01:01")],
)
def test_clock_rounds_down(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown
