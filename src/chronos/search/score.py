"""Score: candidates that the database found in, a shortlist of sentences with their scores out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chronos.search.words import gram_scores
from chronos.text import CHUNK_STRIDE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

SHORTLIST = 30  # sentences whose tokens are compared with the question's

# A question that shares no more than this with any passage is a paraphrase: then shared words are chance, not a sign.
NO_EVIDENCE, FULL_EVIDENCE = 0.10, 0.25
FIRST_FULL_EVIDENCE = 0.30

# Which chunks hold the middle word of a sentence, counted back from the last that does: of 80 words, of 160.
NEAR, WIDE = 2, 4

# Fitted by cross-validation over lectures (docs/explanation/search.md); their sum says how sharply the best
# differs from the next.
FIRST_WEIGHTS = (13.0, 5.5, 10.5, 14.0)  # sentence, chunk, words, grams
FINAL_WEIGHTS = (3.5, 1.5, 4.0, 4.0)
OWN_TOKENS, NEAR_TOKENS = 8.0, 6.0


@dataclass(frozen=True, slots=True)
class Chunks:
    """Candidate chunks, one entry each, in any order.

    `video` is any numbering of the videos, `index` the chunk's number within its own; `similarity` is that to the
    question; `words` the BM25 (0 to 1, `words.bm25`) of the 160 words that begin with it: its own and those of the
    chunk after next, which begins where it ends; `joined` is its text as `terms.joined` gives it.
    """

    video: Ints
    index: Ints
    similarity: Floats
    words: Floats
    joined: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of the candidate chunks, one entry each; `first` and `last` are places in the transcript."""

    video: Ints
    first: Ints
    last: Ints
    similarity: Floats


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The most promising sentences, best first: `rows` are their places among the candidates.

    Their similarity and that of their better chunk (cosines), and how well the passage around them matches by words and
    by grams (0 to 1). `evidence`, 0 to 1, says whether the words that the question shares can be more than chance.
    """

    rows: Ints
    sentence: Floats
    chunk: Floats
    words: Floats
    grams: Floats
    evidence: float
    best_chunk: float


def shorten(chunks: Chunks, sentences: Sentences, question_grams: Sequence[str], keep: int = SHORTLIST) -> Shortlist:
    """The best `keep` sentences by similarity and words alone."""
    grams = gram_scores(chunks.joined, question_grams)
    evidence = _evidence(grams)
    near, wide = _chunks_of(sentences, chunks, NEAR), _chunks_of(sentences, chunks, WIDE)
    similarity, words, gram = _best(chunks.similarity, near), _best(chunks.words, wide), _best(grams, near)
    # Milder than the final evidence: what comes in by chance goes out again, what is left out does not come back.
    first = min(float(grams.max(initial=0.0)) / FIRST_FULL_EVIDENCE, 1.0)
    scores = _weighted(FIRST_WEIGHTS, (sentences.similarity, similarity, first * words, first * gram))
    order = np.argsort(-scores, kind="stable")[:keep]
    own, chunk, by_words, by_grams = (feature[order] for feature in (sentences.similarity, similarity, words, gram))
    best_chunk = float(chunks.similarity.max(initial=-1.0))
    return Shortlist(order, own, chunk, by_words, by_grams, evidence, best_chunk)


def final_scores(shortlist: Shortlist, own: Floats | None = None, near: Floats | None = None) -> Floats:
    """A score for each sentence of the shortlist, of which `mass.probabilities` makes probabilities.

    `own` and `near` are from `maxsim`: how well the question's tokens are met within the sentence, and within it and
    its two neighbours. Without them (an embedder that has no token vectors) the first weights decide.
    """
    by_words, by_grams = shortlist.evidence * shortlist.words, shortlist.evidence * shortlist.grams
    features = (shortlist.sentence, shortlist.chunk, by_words, by_grams)
    if own is None or near is None:
        return _weighted(FIRST_WEIGHTS, features)
    return _weighted(FINAL_WEIGHTS, features) + OWN_TOKENS * own + NEAR_TOKENS * near


def worded_scores(shortlist: Shortlist, has_tokens: bool) -> Floats:
    """Return the part of `final_scores` that shared words make; `has_tokens`: those were computed with `maxsim`."""
    weights = FINAL_WEIGHTS if has_tokens else FIRST_WEIGHTS
    return _weighted(weights[2:], (shortlist.evidence * shortlist.words, shortlist.evidence * shortlist.grams))


def _evidence(grams: Floats) -> float:
    best = float(grams.max(initial=0.0))
    return min(max((best - NO_EVIDENCE) / (FULL_EVIDENCE - NO_EVIDENCE), 0.0), 1.0)


def _weighted(weights: Sequence[float], features: Sequence[Floats]) -> Floats:
    total: Floats = np.tensordot(np.array(weights), np.stack(features), axes=1)
    return total


def _chunks_of(sentences: Sentences, chunks: Chunks, back: int) -> tuple[Ints, Mask]:
    """For each sentence the rows of the candidates among the last `back` chunks that hold its middle word.

    Where one of these chunks is no candidate, the row is any, and the mask False.
    """
    if not len(chunks.index):
        return np.zeros((len(sentences.video), back), np.int64), np.zeros((len(sentences.video), back), bool)
    width = int(chunks.index.max()) + 1
    places = chunks.video * width + chunks.index
    order = np.argsort(places, kind="stable")
    middles = (sentences.first + sentences.last) // 2 // CHUNK_STRIDE
    wanted = middles[:, None] + np.arange(1 - back, 1)
    numbers = sentences.video[:, None] * width + wanted
    at = np.searchsorted(places, numbers, side="right", sorter=order) - 1
    rows: Ints = order[at.clip(min=0)]
    has_one: Mask = (places[rows] == numbers) & (wanted >= 0) & (wanted < width)
    return rows, has_one


def _best(values: Floats, places: tuple[Ints, Mask]) -> Floats:
    """Return the greatest value at the places of each sentence; 0 where it has none."""
    rows, has_one = places
    if not len(values):
        return np.zeros(len(rows))
    greatest: Floats = np.where(has_one, values[rows], -np.inf).max(axis=1)
    return np.where(has_one.any(axis=1), greatest, 0.0)
