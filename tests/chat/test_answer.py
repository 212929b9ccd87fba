"""Quoting: which moments answer, and when the answer is that there is none."""

from uuid import UUID

from chronos.chat.answer import NOT_COVERED, UNSURE, quote
from chronos.model import Moment, VideoId
from chronos.search import Found


def a_moment(score: float, *, text: str = "It is said here.", start: float = 62.4) -> Moment:
    return Moment(
        video_id=VideoId(UUID(int=1)),
        title="Talk",
        start_seconds=start,
        end_seconds=start + 3,
        play_seconds=start - 2,
        play_until_seconds=start + 8,
        text=text,
        passage=f"Before. {text} After.",
        score=score,
        why="both",
    )


def test_the_best_sentences_are_quoted_with_their_own_times() -> None:
    answer = quote(Found([a_moment(0.4, text="First."), a_moment(0.3, text="Second.")], "answered"))
    assert answer.covered
    assert answer.sure
    assert answer.model == "extractive"
    assert answer.text == "“First.” [1]\n“Second.” [2]"
    assert [(c.text, c.start_seconds, c.end_seconds, c.play_seconds) for c in answer.citations] == [
        ("First.", 62.4, 65.4, 62.4),
        ("Second.", 62.4, 65.4, 62.4),
    ]


def test_a_much_worse_moment_is_not_quoted() -> None:
    answer = quote(Found([a_moment(0.6), a_moment(0.2)], "answered"))
    assert len(answer.citations) == 1


def test_an_answer_that_may_be_none_says_so() -> None:
    answer = quote(Found([a_moment(0.6, text="First.")], "unsure"))
    assert answer.covered
    assert not answer.sure
    assert answer.text == f"{UNSURE}\n“First.” [1]"


def test_what_is_not_covered_is_said_and_the_closest_are_shown() -> None:
    answer = quote(Found([a_moment(0.4), a_moment(0.1)], "not_covered"))
    assert not answer.covered
    assert answer.text == NOT_COVERED
    assert len(answer.citations) == 2


def test_an_empty_library_covers_nothing() -> None:
    answer = quote(Found([], "not_covered"))
    assert not answer.covered
    assert answer.citations == []
