"""A row of words that repeats itself is not believed, unless its repetitions are heard one by one."""

from collections.abc import Sequence

import pytest

from chronos.model import TimeSpan, Word
from chronos.providers.speech.drop_loops import drop_loops

ONCE = "the shutter opens and the light falls on the film"


def said(text: str, seconds: float = 0.5) -> list[Word]:
    """The words of a text, one after another."""
    return [Word(word, i * seconds, (i + 1) * seconds) for i, word in enumerate(text.split())]


def text_of(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def deaf(span: TimeSpan) -> list[Word]:
    return []


LOOPS = [
    ("so " + "4 5 " * 40, "so 4 5"),
    ("a b c " * 9 + "a b", "a b c"),
    ("you " * 20, "you"),
    (f"{ONCE} " * 3, ONCE),
    (f"first {ONCE} {ONCE} {ONCE} {ONCE} last", f"first {ONCE} last"),
    ("Thank you. thank you, Thank you! " * 4, "Thank you."),
]


@pytest.mark.parametrize(("heard", "kept"), LOOPS)
def test_loops_are_dropped(heard: str, kept: str) -> None:
    assert text_of(drop_loops(said(heard), deaf)) == kept


@pytest.mark.parametrize("other", ["something else is said here", "you " * 60, "the"])
def test_loops_in_which_something_else_is_heard_are_dropped(other: str) -> None:
    for heard, kept in LOOPS:
        assert text_of(drop_loops(said(heard), lambda span: said(other))) == kept


@pytest.mark.parametrize("heard", [heard for heard, _ in LOOPS])
def test_repetitions_that_are_heard_one_by_one_stay(heard: str) -> None:
    asked: list[TimeSpan] = []
    words = said(heard)

    def hear(span: TimeSpan) -> list[Word]:
        asked.append(span)
        return [word for word in words if span.start_seconds <= word.start_seconds < span.end_seconds]

    assert drop_loops(words, hear) == words
    assert all(span.seconds <= max(4, len(ONCE.split()) / 2) for span in asked)


def test_a_loop_of_the_model_costs_little() -> None:
    asked: list[TimeSpan] = []

    def hear(span: TimeSpan) -> list[Word]:
        asked.append(span)
        return []

    drop_loops(said("and so " * 100), hear)
    assert len(asked) == 2


@pytest.mark.parametrize(
    "heard", ["no no no no that is wrong", f"{ONCE} {ONCE} we say it twice", "one two three one two three one two", ""]
)
def test_repetition_for_effect_is_kept(heard: str) -> None:
    assert text_of(drop_loops(said(heard), deaf)) == heard
