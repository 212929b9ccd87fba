"""Refusal: judge whether the moments found answer the question at all."""

from typing import Literal

Verdict = Literal["answered", "unsure", "not_covered"]

# Similarities with MiniLM, measured on 12 hours of lectures and on paraphrased questions (docs/explanation/search.md).
COVERED_SIMILARITY = 0.38  # of 80 words: below it no passage is about the question
SAID_SIMILARITY = 0.50  # of a sentence: it answers, whatever is said around it
SURE_SCORE = 10.0  # seven in eight of the answerable questions reach it, one in twelve of the others


def judge(best_chunk: float, best_sentence: float, best_score: float) -> Verdict:
    """Judge by the greatest similarity of a chunk and of a sentence, and by the greatest of `score.final_scores`.

    "unsure" is answered too, but as the closest match; for "not_covered" only the nearest moments are listed.
    """
    if best_score >= SURE_SCORE:
        return "answered"
    return "unsure" if best_chunk >= COVERED_SIMILARITY or best_sentence >= SAID_SIMILARITY else "not_covered"
