"""A conversation as Markdown."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from chronos.chat.events import Citation
from chronos.chat.export_session import escape_markdown, export_markdown
from chronos.chat.sessions import Session
from chronos.model import SessionId, VideoId
from tests.chat.test_shown_path import a_message

VIDEO = VideoId(UUID(int=8))
SESSION = Session(SessionId(uuid4()), "Light", None, None, None, datetime(2026, 1, 1, tzinfo=UTC), None)


def test_an_answer_has_its_quotes_with_links() -> None:
    cited = Citation(VIDEO, UUID(int=9), "Shutter [1]", 75.5, 80, 75.5, "Use a 500th of a second.")
    answer = replace(a_message(2, 1, "assistant", "“Use a 500th of a second.” [1]"), citations=[cited])
    text = export_markdown(SESSION, [a_message(1, None), answer], "https://x.org")
    assert text == (
        "# Light\n\n**Question**, 2026-01-01 12:01 UTC\n\nWhy?\n\n**Answer**, 2026-01-01 12:02 UTC\n\n"
        "“Use a 500th of a second.” \\[1\\]\n\n"
        f"1. [Shutter \\[1\\], 1:15](https://x.org/videos/{VIDEO}?t=75.5): “Use a 500th of a second.”\n"
    )


def test_spoken_words_become_no_markup() -> None:
    for written, shown in {
        "[here](https://evil.org)": "\\[here\\](https:\\//evil.org)",
        "![](x)": "\\!\\[\\](x)",
        "<img src=x>": "\\<img src=x\\>",
        "# Title\n- item\n1. one": "\\# Title\n\\- item\n1\\. one",
        "www.evil.org": "www\\.evil.org",
        "&lt;b&gt;": "\\&lt;b\\&gt;",
    }.items():
        assert escape_markdown(written) == shown
    assert export_markdown(replace(SESSION, title=None), [], "https://x.org") == "# Conversation\n"
