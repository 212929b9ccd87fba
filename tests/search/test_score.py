"""From candidates to a shortlist with scores."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from chronos.search.score import Chunks, Sentences, final_scores, shorten
from chronos.text.terms import grams, joined

ASKED = grams(joined("Who discovered radium?"))


def some_chunks(texts: Sequence[str], similarity: Sequence[float], words: Sequence[float]) -> Chunks:
    """One chunk each of three videos."""
    count = len(texts)
    return Chunks(
        np.arange(count), np.zeros(count, np.int64), np.array(similarity), np.array(words), [joined(t) for t in texts]
    )


def a_sentence_each(similarity: Sequence[float]) -> Sentences:
    count = len(similarity)
    return Sentences(np.arange(count), np.zeros(count, np.int64), np.full(count, 20), np.array(similarity))


def test_shared_words_lift_a_sentence_over_one_that_is_a_little_more_alike() -> None:
    chunks = some_chunks(["they discovered radium in paris", "a talk of metals"], [0.5, 0.52], [0.9, 0.0])
    shortlist = shorten(chunks, a_sentence_each([0.50, 0.52]), ASKED)
    assert shortlist.rows.tolist() == [0, 1]
    assert shortlist.evidence == 1
    assert shortlist.best_chunk == 0.52


def test_without_evidence_of_shared_words_their_chance_matches_do_not_count() -> None:
    chunks = some_chunks(["gardens and lakes", "mountains and rivers"], [0.2, 0.6], [0.4, 0.0])
    shortlist = shorten(chunks, a_sentence_each([0.2, 0.6]), ASKED)
    assert shortlist.evidence == 0
    assert shortlist.rows.tolist() == [1, 0]
    assert np.array_equal(final_scores(shortlist), final_scores(replace(shortlist, words=shortlist.words * 0)))


def test_a_sentence_has_the_better_of_its_two_chunks_and_none_of_another_video() -> None:
    chunks = Chunks(
        np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([0.3, 0.7, 0.9]), np.zeros(3), ["one", "two", "three"]
    )
    sentences = Sentences(np.array([0, 0]), np.array([0, 45]), np.array([20, 70]), np.array([0.1, 0.1]))
    shortlist = shorten(chunks, sentences, ASKED)
    assert dict(zip(shortlist.rows.tolist(), shortlist.chunk.tolist(), strict=True)) == {0: 0.3, 1: 0.7}


def test_no_more_are_kept_than_asked_and_nothing_found_is_no_error() -> None:
    chunks = some_chunks(["x"] * 5, [0.1] * 5, [0.0] * 5)
    assert len(shorten(chunks, a_sentence_each([0.1] * 5), ASKED, keep=3).rows) == 3
    nothing = shorten(some_chunks([], [], []), a_sentence_each([]), ASKED)
    assert final_scores(nothing).shape == (0,)
    assert nothing.best_chunk == -1


def test_tokens_that_are_met_raise_the_score() -> None:
    shortlist = shorten(some_chunks(["x", "y"], [0.4, 0.4], [0.0, 0.0]), a_sentence_each([0.4, 0.4]), ASKED)
    scores = final_scores(shortlist, np.array([0.3, 0.6]), np.array([0.6, 0.6]))
    assert scores[1] > scores[0]
