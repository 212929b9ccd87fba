"""Where a question goes in its conversation, and what came before it."""

from dataclasses import replace
from uuid import UUID

import pytest

from chronos.chat.place_question import place_again, place_question
from chronos.errors import Invalid, NotFound
from tests.chat.test_shown_path import TALK, numbers


def test_a_question_follows_the_newest_message() -> None:
    assert place_question(TALK).parent_id == UUID(int=7)
    assert place_question([]).parent_id is None


def test_a_question_follows_the_message_that_is_named() -> None:
    assert numbers(place_question(TALK, follows=UUID(int=4)).before) == [1, 2, 3, 4]


def test_an_edited_question_stands_beside_its_first_version() -> None:
    assert place_question(TALK, edits=UUID(int=3)).parent_id == UUID(int=2)
    assert place_question(TALK, edits=UUID(int=1)).parent_id is None
    with pytest.raises(Invalid, match="edits"):
        place_question(TALK, edits=UUID(int=2))


def test_a_stored_question_is_answered_again() -> None:
    for named in (5, 6):
        placed = place_again(TALK, UUID(int=named))
        assert placed.question == TALK[4]
        assert numbers(placed.before) == [1, 2]


def test_a_message_of_another_conversation_is_not_found() -> None:
    with pytest.raises(NotFound):
        place_question(TALK, follows=UUID(int=99))
    with pytest.raises(NotFound):
        place_question(TALK, edits=UUID(int=99))
    with pytest.raises(NotFound):
        place_again(TALK, UUID(int=99))


def test_a_withheld_answer_lends_nothing() -> None:
    answered = replace(TALK[1], content="Because.", searched_for="Why is it so?")
    [exchange] = place_question([TALK[0], answered]).exchanges
    assert (exchange.answer, exchange.searched_for) == ("Because.", "Why is it so?")
    [exchange] = place_question([TALK[0], replace(answered, is_withheld=True)]).exchanges
    assert (exchange.answer, exchange.searched_for) == ("", "Why?")
