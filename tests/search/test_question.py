"""A question in every form in which it is compared."""

import numpy as np
import pytest

from chronos.providers.embedding import Reading
from chronos.search.question import (
    contains_phrases,
    quoted_phrases,
    read_question,
    rows_with_phrases,
    without_quotes,
)

VECTOR = np.array([1.0, 0.0], np.float32)


def test_terms_and_grams_are_taken_once() -> None:
    question = read_question("Is a bee a bee when bees sleep?", Reading(VECTOR, (), (), np.zeros((0, 2), np.float32)))
    assert question.terms == ("bee", "sleep")
    assert len(question.grams) == len(set(question.grams))
    assert question.tokens.shape == (0, 2)


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ('what is "the Big 5" here', ["the big five"]),
        ("“point of view” and „zweites Mal“", ["point of view", "zweites mal"]),
        ('a 5" screen', []),
        ('nothing in "" or "?!"', []),
        ("it's the dog's", []),
    ],
)
def test_quotes_make_phrases(text: str, phrases: list[str]) -> None:
    assert quoted_phrases(text) == phrases


def test_a_phrase_is_contained_word_for_word_as_it_is_said() -> None:
    assert contains_phrases(["super bowl fifty"], "At Super Bowl 50, the league")
    assert not contains_phrases(["super bowl fifty"], "fifty years of the super bowl")
    assert not contains_phrases(["art"], "the start")
    assert contains_phrases([], "")


def test_the_embedder_does_not_read_the_quotation_marks() -> None:
    assert without_quotes('a "b" c').split() == ["a", "b", "c"]


def test_only_texts_with_the_phrase_remain_unless_there_are_none() -> None:
    texts = ["the golden gate", "the gate", "a Golden Gate!"]
    assert rows_with_phrases(["golden gate"], texts) == [0, 2]
    assert rows_with_phrases(["bay bridge"], texts) == [0, 1, 2]
    assert rows_with_phrases([], texts) == [0, 1, 2]


def test_tokens_know_their_words_and_punctuation_is_left_out() -> None:
    spans = ((0, 3), (4, 8), (8, 13), (13, 14))
    reading = Reading(VECTOR, ("why", "mito", "##chond", "?"), spans, np.eye(4, 2, dtype=np.float32))
    question = read_question("why mitochond?", reading)
    assert question.token_texts == ("why", "mito", "##chond")
    assert question.token_words == ("why", "mitochond?", "mitochond?")
    assert question.tokens.shape == (3, 2)
