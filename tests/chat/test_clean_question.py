"""Greetings and thanks are no questions; what asks anything is one."""

import pytest

from chronos.chat import clean_question
from chronos.errors import Invalid


@pytest.mark.parametrize(
    "text",
    ["hi", "Thanks!", "thank you so much :)", "OK", "Good morning.", "danke schön", "¡Muchas gracias!"],
)
def test_greetings_and_thanks_are_no_questions(text: str) -> None:
    with pytest.raises(Invalid, match="a greeting is no question") as refused:
        clean_question(text)
    assert refused.value.code == "no_question"


@pytest.mark.parametrize(
    "text", ["hi, what is aperture", "thanks, and at night", "night?", "why", "and then", "more", "2", "morning light"]
)
def test_what_asks_is_kept(text: str) -> None:
    assert clean_question(f" {text} ") == text
