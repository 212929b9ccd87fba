"""Text that is printed."""

from chronos.cli.output import one_line


def test_one_line_cannot_harm_a_terminal() -> None:
    assert one_line("a\x1b[31m\nb‮c\0") == "a [31m b c"
