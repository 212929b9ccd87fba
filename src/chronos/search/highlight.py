"""Highlight: which words of a text a question shares, and in what way a moment matched."""

import re
from collections.abc import Collection

from chronos.model import Place, Why
from chronos.text.terms import terms

BY_WORDS = 0.25  # of the question's words by rarity: what chance matches reach seldom
BY_MEANING = 0.45  # cosine with MiniLM: what passages about something else reach seldom

_RUN = re.compile(r"\S+")
_EDGES = re.compile(r"^\W+|\W+$")


def matched_places(text: str, question_terms: Collection[str]) -> list[Place]:
    """Where in `text` stand words that share a term with the question, punctuation around them left out, in order."""
    wanted = set(question_terms)
    return [_bare(match) for match in _RUN.finditer(text) if wanted.intersection(terms(match[0]))]


def why_matched(word_share: float, likeness: float) -> Why:
    """Words, meaning or both: `word_share` is a score of `words.bm25` (0 to 1), `likeness` a cosine (−1 to 1)."""
    by_words, by_meaning = word_share >= BY_WORDS, likeness >= BY_MEANING
    if by_words and by_meaning:
        return "both"
    if by_words or by_meaning:
        return "words" if by_words else "meaning"
    return "words" if word_share / BY_WORDS > likeness / BY_MEANING else "meaning"


def _bare(match: re.Match[str]) -> Place:
    inner = _EDGES.sub("", match[0]) or match[0]  # a sign alone can be a term: "%" is said "percent"
    begin = match.start() + match[0].find(inner)
    return begin, begin + len(inner)
