"""What is said in place of an answer."""

import pytest

from chronos.chat.explain_refusal import EXACT_WORDS, NOT_COVERED, explain_answer, explain_refusal
from chronos.search import Found
from tests.moments import a_moment


@pytest.mark.parametrize(
    ("unheard", "notice"),
    [
        ((), None),
        (("violin",), "The videos never say “violin”."),
        (("violin", "bow"), "The videos never say “violin” or “bow”."),
        (tuple("abcdefg"), "The videos never say “a”, “b”, “c”, “d” or “e”."),
    ],
)
def test_words_that_are_never_said_are_named(unheard: tuple[str, ...], notice: str | None) -> None:
    assert explain_refusal(Found([a_moment()], "not_covered", unheard=unheard)) == (NOT_COVERED, notice)
    assert explain_refusal(Found((), "not_covered", unheard=unheard)) == (NOT_COVERED, None)  # there are no videos


def test_a_question_that_the_model_cannot_read_is_never_not_covered() -> None:
    assert explain_refusal(Found((), "not_covered", unheard=("Rad",), is_read=False)) == (EXACT_WORDS, None)
    assert explain_answer(Found((), "unsure", is_read=False)) == EXACT_WORDS
    assert explain_answer(Found((), "answered")) is None
