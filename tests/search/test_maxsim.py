"""Tokens of a question met by those of passages."""

import numpy as np
import pytest
from numpy.typing import NDArray

from chronos.search.maxsim import (
    best_meetings,
    met_by_sentences,
    token_weights,
    weigh_meetings,
)

WIDTH = 384


def some_vectors(count: int, seed: int = 0) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(count, WIDTH)).astype(np.float32)
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def test_each_token_meets_its_best_in_each_passage() -> None:
    vectors = some_vectors(6)
    met = best_meetings(vectors[:2], [vectors[[0, 3]], vectors[:0], vectors[[4, 1, 5]]])
    assert met.shape == (3, 2)
    assert met[0, 0] == pytest.approx(1)
    assert met[2, 1] == pytest.approx(1)
    assert met[1].tolist() == [0, 0]
    assert met.min() >= 0


def test_a_question_without_tokens_meets_nothing() -> None:
    vectors = some_vectors(2)
    met = best_meetings(vectors[:0], [vectors])
    assert weigh_meetings(met, np.zeros(0)).tolist() == [0]


def test_rare_tokens_count_more() -> None:
    shortlist = ["the cell divides", "the cell grows", "the mitochondria burn sugar", "the cell rests"]
    weights = token_weights(
        ["the", "mit", "##ochondria", "cell"],
        ["the", "mitochondria?", "mitochondria?", "cell"],
        {"mitochondria": 6.0, "cell": 2.0},
        shortlist,
    )
    assert weights[1] == weights[2] > weights[3] > weights[0]


def test_neighbours_may_say_what_the_sentence_does_not() -> None:
    vectors = some_vectors(6)
    tokens = {7: vectors[[0]], 8: vectors[[1]], 9: vectors[[5]]}
    alone, together = met_by_sentences(vectors[:2], {8: [7, 8], 9: [8, 9]}, tokens, np.ones(2))
    assert together[0] == pytest.approx(1)
    assert alone[0] < together[0]
    assert together[1] < together[0]


def test_no_sentences_are_no_error() -> None:
    alone, together = met_by_sentences(some_vectors(2), {}, {}, np.ones(2))
    assert len(alone) == len(together) == 0
