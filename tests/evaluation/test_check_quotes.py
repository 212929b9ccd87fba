"""What counts as said word for word, and as said twice."""

from dataclasses import replace
from uuid import UUID

import pytest

from chronos.chat import Citation
from chronos.evaluation.check_quotes import duplicates, misquoted
from chronos.model import Word
from tests.evaluation.records import INTRO, LIGHT

SENTENCE = "keep its legs short, please. It is"
SAID = [Word(text, float(second), second + 0.5) for second, text in enumerate(SENTENCE.split())]
QUOTE = Citation(INTRO, UUID(int=9), "Intro", 1.0, 4.5, 1.0, "Its legs short, please.")


def test_case_and_punctuation_are_no_misquote() -> None:
    assert misquoted([QUOTE, replace(QUOTE, text="…its legs short please…")], {INTRO: SAID}) == []


@pytest.mark.parametrize(
    "change",
    [{"text": "Its legs long, please."}, {"text": ""}, {"start_seconds": 2.0}, {"end_seconds": 3.5}],
    ids=lambda change: next(iter(change)),
)
def test_other_words_or_seconds_are_a_misquote(change: dict[str, object]) -> None:
    wrong = replace(QUOTE, **change)  # type: ignore[arg-type]
    assert misquoted([wrong], {INTRO: SAID}) == [wrong]


def test_words_and_seconds_count_once() -> None:
    elsewhere = replace(QUOTE, video_id=LIGHT, text="Something else.")
    later = replace(QUOTE, start_seconds=10.0, end_seconds=12.0, text="Something else.")
    overlapping = replace(QUOTE, start_seconds=4.0, end_seconds=6.0, text="Please. It is")
    again = replace(elsewhere, text="its legs short")
    assert duplicates([QUOTE, elsewhere]) == []
    assert duplicates([QUOTE, later]) == []
    assert duplicates([QUOTE, overlapping, again]) == [overlapping, again]
