"""MaxSim: how well the tokens of a question are met by those of a passage, from token vectors made at ingest.

Late interaction after Khattab & Zaharia, "ColBERT", 2020; tokens rare among the passages count more.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from chronos.text import terms

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]

# Multiplications that OpenBLAS does in the caller's thread. More wait for threads of its own, one call at a time: tens
# of milliseconds on a busy machine.
ONE_THREAD = 2**18
SMALL_WORD_RARITY = 2.0  # of "who", "in" and their like, which have no terms: seldom decisive, but not nothing


def met_by_sentences(
    question: Vectors, near: Mapping[int, Sequence[int]], tokens: Mapping[int, Vectors], weights: Floats
) -> tuple[Floats, Floats]:
    """How well each sentence meets the question, alone and together with its neighbours; both 0 to 1, as `near` goes.

    `near` gives for each sentence itself and those beside it; `tokens` has the vectors of all of them.
    """
    row = {sentence: i for i, sentence in enumerate(tokens)}
    met = best_meetings(question, list(tokens.values()))
    alone = met[[row[sentence] for sentence in near]]
    together = np.array([met[[row[k] for k in group]].max(axis=0) for group in near.values()]).reshape(alone.shape)
    return weigh_meetings(alone, weights), weigh_meetings(together, weights)


def best_meetings(question: Vectors, passages: Sequence[Vectors]) -> Floats:
    """For each passage (rows) and each token of the question (columns) the cosine of the best token; 0 to 1."""
    found = np.zeros((len(passages), len(question)))
    filled = [i for i, tokens in enumerate(passages) if len(tokens)]
    if not filled or not len(question):
        return found
    alike = _cosines(np.concatenate([passages[i] for i in filled]), question)
    begins = np.cumsum([0, *(len(passages[i]) for i in filled[:-1])])
    found[filled] = np.maximum(np.maximum.reduceat(alike, begins, axis=0), 0)
    return found


def token_weights(
    tokens: Sequence[str],
    words: Sequence[str],
    rarity: Mapping[str, float],
    shortlist: Sequence[str],
    language: str | None = None,
) -> Floats:
    """How much each token of the question counts: rare in the library and rare among the shortlist's texts.

    `words[i]` is the word of the question that token i is a part of; `rarity` is that of terms, in `language`,
    within the library.
    """
    texts = [text.lower() for text in shortlist]
    among = np.array([sum(token.removeprefix("##") in text for text in texts) for token in tokens], np.float64)
    here = np.log1p((len(texts) - among + 0.5) / (among + 0.5))
    library = np.array([_rarity_of(word, rarity, language) for word in words])
    weights: Floats = np.sqrt(here * library)
    return weights


def weigh_meetings(meetings: Floats, weights: Floats) -> Floats:
    """One number for each passage, 0 to 1: the mean of its meetings by the tokens' weights."""
    total = float(weights.sum())
    mean: Floats = meetings @ weights / total if total else np.zeros(len(meetings))
    return mean


def _cosines(tokens: Vectors, question: Vectors) -> Vectors:
    """Return `tokens @ question.T`, in parts that are so small that BLAS takes one thread."""
    alike = np.empty((len(tokens), len(question)), np.float32)
    rows = max(ONE_THREAD // question.size, 1)
    for begin in range(0, len(tokens), rows):
        alike[begin : begin + rows] = tokens[begin : begin + rows] @ question.T
    return alike


def _rarity_of(word: str, rarity: Mapping[str, float], language: str | None) -> float:
    return max((rarity.get(term, SMALL_WORD_RARITY) for term in terms(word, language)), default=SMALL_WORD_RARITY)
