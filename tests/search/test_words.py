"""Keyword scores between 0 and 1."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from chronos.search.words import bm25, gram_scores, rarity
from chronos.text.terms import grams, joined


def test_rare_terms_count_more_and_absent_terms_most() -> None:
    none, one, half, all_of_them = rarity(np.array([0.0, 1.0, 50.0, 100.0]), 100)
    assert none > one > half > all_of_them > 0


@given(arrays(np.float64, (4, 3), elements=st.integers(0, 50)), arrays(np.float64, 3, elements=st.integers(0, 9)))
def test_a_score_lies_between_nothing_and_all(counts: np.ndarray, documents: np.ndarray) -> None:
    scores = bm25(counts, counts.sum(axis=1) + 1, 30.0, rarity(documents, 10))
    assert ((scores >= 0) & (scores <= 1)).all()
    assert not scores[counts.sum(axis=1) == 0].any()


def test_more_of_the_question_is_better_and_a_long_passage_worse() -> None:
    counts = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 1.0]])
    one, both, both_in_more = bm25(counts, np.array([20.0, 20.0, 60.0]), 30.0, np.array([1.0, 1.0]))
    assert both > both_in_more > one


def test_an_unknown_word_keeps_the_score_of_the_others_down() -> None:
    counts = np.array([[3.0, 0.0]])
    [alone] = bm25(counts[:, :1], np.array([20.0]), 20.0, rarity(np.array([2.0]), 100))
    [beside_unknown] = bm25(counts, np.array([20.0]), 20.0, rarity(np.array([2.0, 0.0]), 100))
    assert beside_unknown < alone / 2


def test_nothing_asked_or_nothing_found_is_no_error() -> None:
    assert bm25(np.zeros((2, 0)), np.ones(2), 1.0, np.zeros(0)).tolist() == [0, 0]
    assert gram_scores([], ["abcd"]).shape == (0,)
    assert gram_scores(["", ""], ["abcd"]).tolist() == [0, 0]
    assert gram_scores(["some"], []).tolist() == [0]


@pytest.mark.parametrize("misheard", ["the bron cos of denver", "denverbroncos", "the denver broncoes"])
def test_grams_see_through_what_the_recogniser_split_joined_or_misspelt(misheard: str) -> None:
    passages = [joined(misheard), joined("the panthers of carolina"), joined("a football conference")]
    scores = gram_scores(passages, grams(joined("Who beat the Denver Broncos?")))
    assert scores.argmax() == 0
    assert scores[0] > 2 * max(scores[1:])
