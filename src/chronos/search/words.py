"""Words: how well passages match a question by its words, as numbers between 0 and 1."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

K1, B = 0.9, 0.4  # BM25 as in Robertson & Zaragoza, "The Probabilistic Relevance Framework", 2009


def rarity(passages_with_it: Floats, passages: int) -> Floats:
    """The inverse document frequency of each term; a term that no passage has is the rarest."""
    known: Floats = np.log1p((passages - passages_with_it + 0.5) / (passages_with_it + 0.5))
    return known


def bm25(counts: Floats, lengths: Floats, mean_length: float, rarities: Floats) -> Floats:
    """How well each passage matches, as a part of the best that the question allows: 0 to 1.

    `counts[i, j]` is how often passage i has term j. Divided by what the question could reach at most, and not by
    what its best passage reached: where nothing matches well, nothing gets a high score.
    """
    best_possible = float(rarities.sum()) * (K1 + 1)
    if not best_possible or not len(counts):
        return np.zeros(len(counts))
    norms = length_norms(lengths, mean_length)
    score: Floats = saturation(counts, norms[:, None]) @ rarities / best_possible
    return score


def length_norms(lengths: Floats, mean_length: float) -> Floats:
    """Return what BM25 adds to a count for passages of these lengths."""
    norms: Floats = K1 * (1 - B + B * lengths / (mean_length or 1.0))
    return norms


def saturation(counts: Floats, norms: Floats) -> Floats:
    """Return what a term that occurs so often adds to BM25, in units of its rarity."""
    grown: Floats = counts * (K1 + 1) / (counts + norms)
    return grown


def gram_scores(joined_passages: Sequence[str], grams: Sequence[str]) -> Floats:
    """BM25 of the character 4-grams of a question in passages from `terms.joined`; rarities are those among them.

    It rewards words that stand side by side, and sees through words that a recogniser split, joined or misspelt.
    """
    distinct = list(dict.fromkeys(grams))
    of_text = {text: [text.count(gram) for gram in distinct] for text in dict.fromkeys(joined_passages)}
    counts = np.array([of_text[text] for text in joined_passages], np.float64)
    counts = counts.reshape(len(joined_passages), len(distinct))
    lengths = np.array([len(text) for text in joined_passages], np.float64)
    mean = float(lengths.mean()) if len(lengths) else 1.0
    return bm25(counts, lengths, mean or 1.0, rarity((counts > 0).sum(axis=0), len(joined_passages)))
