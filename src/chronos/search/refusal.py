"""Refusal: whether what was found answers the question at all."""

from typing import Literal

Verdict = Literal["answered", "unsure", "not_covered"]

# MiniLM's cosines; measured on 12 hours of lectures and on paraphrased questions (docs/search.md).
COVERED_LIKENESS = 0.36  # below it no passage is about this
SURE_SCORE = 9.5  # nine in ten of the questions that are answered reach it, one in nine of the others


def judge(best_window: float, best_score: float) -> Verdict:
    """`best_window`: the greatest cosine among the windows; `best_score`: the greatest of `score.final_scores`.

    "unsure" is answered too, but as the closest match; for "not_covered" only the nearest moments are listed.
    """
    if best_window < COVERED_LIKENESS:
        return "not_covered"
    return "answered" if best_score >= SURE_SCORE else "unsure"
