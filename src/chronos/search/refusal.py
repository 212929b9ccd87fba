"""Refusal: judge whether the moments found answer the question at all."""

from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from chronos.text import TOLD_BY_STOP_WORDS, most_stop_words, script_of, spoken_words

Verdict = Literal["answered", "unsure", "not_covered"]
VERDICTS: tuple[Verdict, ...] = ("answered", "unsure", "not_covered")  # the most certain first

# Similarities with MiniLM, measured on 12 hours of lectures and on paraphrased questions (docs/explanation/search.md).
COVERED_SIMILARITY = 0.38  # of 80 words: below it no passage is about the question
SAID_SIMILARITY = 0.50  # of a sentence: it answers, whatever is said around it
FOREIGN_STOP_WORDS = 2  # so many, and none of its own, show that a question is in another language
SHARED_TERMS = (
    0.40  # of the question's terms, in one sentence: shows the same in a small library, where no word is rare
)
SHARED_WORDS = 0.15  # of BM25 (0 to 1): a third of the question's words by rarity, each said once
SURELY_SHARED_WORDS = 0.30  # two thirds
SURE_SCORE = 10.0  # seven in eight of the answerable questions reach it, one in twelve of the others


def judge(best_chunk: float, best_sentence: float, best_score: float) -> Verdict:
    """Judge by the greatest similarity of a chunk and of a sentence, and by the greatest of `score.final_scores`.

    "unsure" is answered too, but as the closest match; for "not_covered" only the nearest moments are listed.
    """
    if best_score >= SURE_SCORE:
        return "answered"
    return "unsure" if best_chunk >= COVERED_SIMILARITY or best_sentence >= SAID_SIMILARITY else "not_covered"


def judge_by_words(word_share: float, term_share: float, best_score: float) -> Verdict:
    """Judge where the model does not know the language, and similarity says nothing: only shared words count.

    `word_share` is the greatest score of a passage by `words.bm25`, `term_share` the greatest share of the question's
    terms that one sentence has.
    """
    if word_share < SHARED_WORDS and term_share < SHARED_TERMS:
        return "not_covered"
    return "answered" if word_share >= SURELY_SHARED_WORDS and best_score >= SURE_SCORE else "unsure"


def find_unread(query: str, languages: Sequence[str | None], known: Collection[str] | None) -> NDArray[np.bool_]:
    """Return for each passage, by its language, whether its similarity to the question means nothing to the model.

    `known` are the languages of the model; None: all. It reads neither another language, nor one that cannot be
    identified ("und"); a text too short to tell (None) it may read. When the question is in another language it reads
    nothing.
    """
    if known is None:
        return np.zeros(len(languages), bool)
    reads = _reads(query, known)
    return np.array([not reads or language not in {None, *known} for language in languages], bool)


def _reads(query: str, known: Collection[str]) -> bool:
    """Return whether the question may be in a known language, all of which are written in Latin letters."""
    if script_of(query) not in {None, "Latin"}:
        return False
    words = spoken_words(query)
    language, hits = most_stop_words(words, (*known, *TOLD_BY_STOP_WORDS))
    return hits < FOREIGN_STOP_WORDS or language in known or most_stop_words(words, known)[1] > 0
