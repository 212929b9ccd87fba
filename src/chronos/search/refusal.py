"""Refusal: judge how likely it is that the moments found answer the question."""

import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from chronos.search.evidence import Evidence
from chronos.search.mass import Start
from chronos.text import TOLD_BY_STOP_WORDS, most_stop_words, script_of, spoken_words

Verdict = Literal["answered", "unsure", "not_covered"]

FOREIGN_STOP_WORDS = 2  # so many, and less than half as many of its own, show that a question is in another language
# In a language that the model does not know, so much answers; twice as much of BM25 does without reservation.
SHARED_WORDS = 0.15  # of BM25 (0 to 1): a third of the question's words by rarity, each said once
SHARED_TERMS = 0.40  # of the question's terms, in one sentence: the same in a small library, where no word is rare
UNSURE_STRENGTH = 1.9
CLEAR_MASS = 0.40  # of the answer is heard at one place: nine in ten of such first moments are right, else seven
MOST_ODDS = 50.0  # nothing is more certain


@dataclass(frozen=True, slots=True)
class Fitted:
    """The logistic model in `refusal.json`, which says how it was made.

    From `threshold` on a question is answered, from `sure` on without reservation.
    """

    intercept: float
    weights: Mapping[str, float]
    threshold: float
    sure: float


@cache
def read_fitted() -> Fitted:
    """Return the model that `bench/refusal.py` fitted."""
    file = json.loads((resources.files("chronos.search") / "refusal.json").read_text("utf-8"))
    return Fitted(file["intercept"], file["weights"], file["threshold"], file["sure"])


def weigh(evidence: Evidence) -> float:
    """Return how likely it is, 0 to 1, that the moments found answer the question."""
    fitted, values = read_fitted(), asdict(evidence)
    return 1 / (
        1 + math.exp(-(fitted.intercept + sum(weight * values[name] for name, weight in fitted.weights.items())))
    )


def weigh_words(word_share: float, term_share: float) -> float:
    """Return how likely a passage answers that the model cannot read: only shared words count, and nothing is fitted.

    `word_share` is the greatest score of a passage by `words.bm25`, `term_share` the greatest share of the question's
    terms that one sentence has.
    """
    fitted = read_fitted()
    strength = max(word_share / SHARED_WORDS, min(term_share / SHARED_TERMS, UNSURE_STRENGTH))
    least, sure = log_odds(fitted.threshold), log_odds(fitted.sure)
    return sigmoid(least + (strength - 1) * (sure - least))


def judge(probability: float, threshold: float | None = None, *, is_clear: bool = True) -> Verdict:
    """Judge by the probability; `threshold`: the creator's own, None: the fitted one.

    "unsure" is answered too, but as the closest match; for "not_covered" only the nearest moments are listed. Without
    reservation is answered only what is found in one clear place, with the names that the question has.
    """
    fitted = read_fitted()
    if probability < (fitted.threshold if threshold is None else threshold):
        return "not_covered"
    return "answered" if is_clear and probability >= fitted.sure else "unsure"


def is_clear(starts: Sequence[Start]) -> bool:
    """Return whether the first of these places to press play stands out."""
    return any(start.mass >= CLEAR_MASS for start in starts[:1])


def find_unread(query: str, languages: Sequence[str | None], known: Collection[str] | None) -> NDArray[np.bool_]:
    """Return for each passage, by its language, whether its similarity to the question means nothing to the model.

    `known` are the languages of the model; None: all. It reads neither another language, nor one that cannot be
    identified ("und"); a text too short to tell (None) it may read. When the question is in another language it reads
    nothing.
    """
    if known is None:
        return np.zeros(len(languages), bool)
    reads = is_read(query, known)
    return np.array([not reads or language not in {None, *known} for language in languages], bool)


def readable_languages(known: frozenset[str] | None, spoken: Collection[str | None]) -> frozenset[str] | None:
    """Return the languages of questions that a model compares with what is spoken; None: all.

    `known` are those of the model, None: all; `spoken` those of the videos, where None is one that is not known. A
    model of few languages compares texts of one: a German question with an English video by shared words alone.
    """
    if known is None or None in spoken or known.isdisjoint(spoken):
        return known
    return known.intersection(spoken)


def is_read(query: str, known: Collection[str] | None) -> bool:
    """Return whether the question may be in a known language, all of which are written in Latin letters; None: any."""
    if known is None:
        return True
    if script_of(query) not in {None, "Latin"}:
        return False
    words = spoken_words(query)
    language, hits = most_stop_words(words, (*known, *TOLD_BY_STOP_WORDS))
    return hits < FOREIGN_STOP_WORDS or language in known or 2 * most_stop_words(words, known)[1] >= hits


def sigmoid(odds: float) -> float:
    """Return the probability of these log-odds."""
    return 1 / (1 + math.exp(-min(max(odds, -MOST_ODDS), MOST_ODDS)))


def log_odds(probability: float) -> float:
    """Return the log-odds of a probability between 0 and 1, both exclusive."""
    return math.log(probability / (1 - probability))
