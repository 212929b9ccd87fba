"""Refusal: whether what was found answers the question at all."""

from typing import Literal

Verdict = Literal["answered", "unsure", "not_covered"]

# MiniLM's cosines; measured on 12 hours of lectures and on paraphrased questions (docs/explanation/search.md).
COVERED_LIKENESS = 0.38  # of 80 words: below it no passage is about this
SAID_LIKENESS = 0.50  # of a sentence: it says it, whatever else is said around it
SURE_SCORE = 10.0  # seven in eight of the questions that are answered reach it, one in twelve of the others


def judge(best_window: float, best_sentence: float, best_score: float) -> Verdict:
    """The greatest cosines of windows and of sentences, and the greatest of `score.final_scores`.

    "unsure" is answered too, but as the closest match; for "not_covered" only the nearest moments are listed.
    """
    if best_score >= SURE_SCORE:
        return "answered"
    return "unsure" if best_window >= COVERED_LIKENESS or best_sentence >= SAID_LIKENESS else "not_covered"
