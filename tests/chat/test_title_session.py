"""Titles that conversations get from their first question."""

from chronos.chat.title_session import MAX_CHARACTERS, title_of_question


def test_a_short_question_is_the_title() -> None:
    assert title_of_question("How do I freeze a runner?") == "How do I freeze a runner?"


def test_a_long_question_is_cut_between_words() -> None:
    title = title_of_question("How do I freeze a runner in mid air when the light is low and my lens is slow?")
    assert title == "How do I freeze a runner in mid air when the light is low…"
    assert len(title_of_question("x" * 200)) == MAX_CHARACTERS
