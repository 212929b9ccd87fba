"""Score: candidates that the database found in, a shortlist of sentences with their scores out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chronos.pipeline.units import WINDOW_STRIDE
from chronos.search.words import gram_scores

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHORTLIST = 30  # sentences whose tokens are compared with the question's

# A question that shares no more than this with any passage is a paraphrase: then shared words are chance, not a sign.
NO_EVIDENCE, FULL_EVIDENCE = 0.10, 0.25

# Fitted by cross-validation over lectures (docs/search.md); their sum says how sharply the best is told from the next.
FIRST_WEIGHTS = (13.0, 5.5, 10.5, 14.0)  # sentence, window, words, grams
FINAL_WEIGHTS = (3.5, 1.5, 4.0, 4.0)
OWN_TOKENS, NEAR_TOKENS = 8.0, 6.0


@dataclass(frozen=True, slots=True)
class Windows:
    """Candidate windows, one entry each, in any order.

    `video` is any numbering of the videos, `index` the window's number within its own; `cosine` is its likeness to the
    question, `words` its BM25 (0 to 1, see `words.bm25`), `joined` its text as `terms.joined` gives it.
    """

    video: Ints
    index: Ints
    cosine: Floats
    words: Floats
    joined: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of the candidate windows, one entry each; `first` and `last` are places in the transcript."""

    video: Ints
    first: Ints
    last: Ints
    cosine: Floats


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The most promising sentences, best first: `rows` are their places among the candidates.

    Their likeness and that of their better window (cosines), and how well that window matches by words and by grams
    (0 to 1, nothing when there is no `evidence` that the question shares words with the library at all).
    """

    rows: Ints
    sentence: Floats
    window: Floats
    words: Floats
    grams: Floats
    evidence: float
    best_window: float


def shorten(windows: Windows, sentences: Sentences, question_grams: Sequence[str], keep: int = SHORTLIST) -> Shortlist:
    """The best `keep` sentences by likeness and words alone."""
    grams = gram_scores(windows.joined, question_grams)
    evidence = _evidence(grams)
    places = _windows_of(sentences, windows)
    cosine, words, gram = (_best(values, places) for values in (windows.cosine, windows.words, grams))
    features = (sentences.cosine, cosine, evidence * words, evidence * gram)
    order = np.argsort(-_weighted(FIRST_WEIGHTS, features), kind="stable")[:keep]
    own, window, by_words, by_grams = (feature[order] for feature in features)
    best_window = float(windows.cosine.max(initial=-1.0))
    return Shortlist(order, own, window, by_words, by_grams, evidence, best_window)


def final_scores(shortlist: Shortlist, own: Floats | None = None, near: Floats | None = None) -> Floats:
    """A score for each sentence of the shortlist, of which `mass.probabilities` makes probabilities.

    `own` and `near` are from `maxsim`: how well the question's tokens are met within the sentence, and within it and
    its two neighbours. Without them (an embedder that has no token vectors) the first weights decide.
    """
    features = (shortlist.sentence, shortlist.window, shortlist.words, shortlist.grams)
    if own is None or near is None:
        return _weighted(FIRST_WEIGHTS, features)
    return _weighted(FINAL_WEIGHTS, features) + OWN_TOKENS * own + NEAR_TOKENS * near


def _evidence(grams: Floats) -> float:
    best = float(grams.max(initial=0.0))
    return min(max((best - NO_EVIDENCE) / (FULL_EVIDENCE - NO_EVIDENCE), 0.0), 1.0)


def _weighted(weights: Sequence[float], features: Sequence[Floats]) -> Floats:
    total: Floats = np.tensordot(np.array(weights), np.stack(features), axes=1)
    return total


def _windows_of(sentences: Sentences, windows: Windows) -> list[list[int]]:
    """For each sentence the rows of the candidate windows that hold its middle word."""
    row = {place: i for i, place in enumerate(zip(windows.video.tolist(), windows.index.tolist(), strict=True))}
    middles = ((sentences.first + sentences.last) // 2 // WINDOW_STRIDE).tolist()
    both = (((video, at - 1), (video, at)) for video, at in zip(sentences.video.tolist(), middles, strict=True))
    return [[row[place] for place in pair if place in row] for pair in both]


def _best(values: Floats, places: Sequence[Sequence[int]]) -> Floats:
    return np.array([max((values[i] for i in rows), default=0.0) for rows in places])
