"""Events in words."""

from typing import Any

import pytest

from chronos.notifications.word import MOST_LISTED, Words, word, word_digest


@pytest.mark.parametrize(
    ("kind", "details", "title", "path"),
    [
        ("video.ready", {"video_id": "v", "title": "Light"}, "Ready: Light", "/videos/v"),
        ("video.failed", {"video_id": "v", "title": "a\r\nBcc: b", "reason": "r"}, "Failed: a Bcc: b", "/videos/v"),
        (
            "question.not_covered",
            {"question": "Why?", "closest_video_id": "v", "closest_play_seconds": 93.0},
            "A question that your videos do not answer",
            "/videos/v?t=93",
        ),
        ("question.not_covered", {}, "A question that your videos do not answer", "/"),
        ("quota.reached", {"meter": "questions", "percent": 80}, "80 % of the questions of this month is used", "/"),
        ("quota.reached", {"meter": "storage_bytes", "percent": 100}, "All of the storage is used", "/"),
        ("lesson.opened", {"video_id": "v", "title": "Light"}, "New lesson: Light", "/videos/v"),
    ],
)
def test_an_event_is_worded(kind: str, details: dict[str, Any], title: str, path: str) -> None:
    words = word(kind, details)
    assert (words.title, words.path) == (title, path)


def test_a_digest_lists_so_many() -> None:
    digest = word_digest([Words("a", "b", "/c")] * (MOST_LISTED + 2), "https://example.com/")
    assert digest.title == f"{MOST_LISTED + 2} notifications"
    assert digest.text.count("https://example.com/c") == MOST_LISTED
    assert digest.text.endswith("- and 2 more")
