"""Dates as people say them."""

from datetime import UTC, datetime, timedelta, timezone
from gettext import NullTranslations

import pytest

from chronos.web.word_dates import word_date, word_day, word_time

NOW = datetime(2027, 5, 3, 0, 30, tzinfo=UTC)  # a Monday
WORDS = NullTranslations()


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "Today"),
        (1, "Yesterday"),
        (2, "Saturday"),
        (6, "Tuesday"),
        (7, "26 April"),
        (200, "15 October 2026"),
        (-4, "7 May"),
    ],
)
def test_days(days: int, said: str) -> None:
    assert word_day(WORDS, NOW - timedelta(days=days), NOW) == said


def test_a_time_says_its_zone() -> None:
    assert word_time(WORDS, NOW.astimezone(timezone(timedelta(hours=-5))), NOW) == "3 May, 00:30 UTC"


def test_dates() -> None:
    assert word_date(WORDS, NOW, NOW) == "3 May"
    assert word_date(WORDS, NOW - timedelta(days=366), NOW) == "2 May 2026"
