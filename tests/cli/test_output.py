"""Text that is printed."""

import pytest

from chronos.cli.output import clock, one_line


@pytest.mark.parametrize(("seconds", "shown"), [(0, "00:00"), (61.9, "01:01"), (3600, "1:00:00"), (36061, "10:01:01")])
def test_clock(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def test_one_line_cannot_harm_a_terminal() -> None:
    assert one_line("a\x1b[31m\nb‮c\0") == "a [31m b c"
