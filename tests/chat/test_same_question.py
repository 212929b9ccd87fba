"""Paraphrases are told from questions that look alike: none of these is taken for another."""

import pytest

from chronos.chat.same_question import SAME_QUESTION, asks_the_same
from chronos.providers.embedding.minilm import MiniLM
from tests.chat.question_pairs import OTHER, SAME

LEAST_FOUND = 36  # of the 50 paraphrases


def taken(embedder: MiniLM, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs that are taken for one question."""
    readings = embedder.read([text for pair in pairs for text in pair])
    vectors = zip(readings[::2], readings[1::2], strict=True)
    return [
        pair
        for pair, (one, other) in zip(pairs, vectors, strict=True)
        if one.vector @ other.vector >= SAME_QUESTION and asks_the_same(*pair)
    ]


def test_no_other_question_is_taken_for_the_same(embedder: MiniLM) -> None:
    assert taken(embedder, OTHER) == []


def test_paraphrases_are_found(embedder: MiniLM) -> None:
    assert len(taken(embedder, SAME)) >= LEAST_FOUND


@pytest.mark.parametrize("pair", SAME + OTHER)
def test_order_does_not_matter(pair: tuple[str, str]) -> None:
    assert asks_the_same(*pair) == asks_the_same(*reversed(pair))


def test_words_and_numbers_decide_in_any_language() -> None:
    assert asks_the_same("WAS ist das", "Was ist das?")
    assert not asks_the_same("Was ist in Kapitel 5?", "Was ist in Kapitel 6?")
