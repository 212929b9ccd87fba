"""What tools share."""

from chronos.web.mcp.tool import one_line


def test_a_title_cannot_break_a_line_or_hide_text() -> None:
    assert one_line(" Light\n2. Dark\u202e, 0:00\u200b\x1b[2J ") == "Light 2. Dark , 0:00 [2J"
