"""Quoting: which moments answer, and when the answer is that there is none."""

from uuid import UUID

from chronos.chat.answer import MIN_LIKENESS, NOT_COVERED, quote
from chronos.model import Moment, VideoId
from chronos.search import Found


def a_moment(score: float, *, text: str = "It is said here.", start: float = 62.4) -> Moment:
    return Moment(VideoId(UUID(int=1)), "Talk", start, start + 3, text, f"Before. {text} After.", score)


def test_the_best_sentences_are_quoted_with_their_times() -> None:
    answer = quote(Found([a_moment(1.0, text="First."), a_moment(0.95, text="Second.")], 0.7))
    assert answer.covered
    assert answer.model == "extractive"
    assert answer.text == "“First.” [1]\n“Second.” [2]"
    assert [(c.text, c.start_seconds, c.end_seconds) for c in answer.citations] == [
        ("First.", 62.4, 65.4),
        ("Second.", 62.4, 65.4),
    ]


def test_a_much_worse_moment_is_not_quoted() -> None:
    answer = quote(Found([a_moment(1.0), a_moment(0.5)], 0.7))
    assert len(answer.citations) == 1


def test_below_the_threshold_it_is_not_covered_and_the_closest_are_shown() -> None:
    answer = quote(Found([a_moment(0.4), a_moment(0.1)], MIN_LIKENESS - 0.01))
    assert not answer.covered
    assert answer.text == NOT_COVERED
    assert len(answer.citations) == 2


def test_an_empty_library_covers_nothing() -> None:
    answer = quote(Found([], 0.0))
    assert not answer.covered
    assert answer.citations == []
