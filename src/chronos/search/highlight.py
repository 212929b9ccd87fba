"""Highlight the words that a text shares with a question, and tell why the text matches."""

import re
from collections.abc import Collection

from chronos.model import Highlight, Why
from chronos.text import terms

BY_WORDS = 0.25  # share of the question's words, weighted by rarity: chance matches seldom reach it
BY_MEANING = 0.45  # similarity with MiniLM: passages about something else seldom reach it

_RUN = re.compile(r"\S+")
_EDGES = re.compile(r"^\W+|\W+$")


def find_highlights(text: str, question_terms: Collection[str]) -> list[Highlight]:
    """Find the words of `text` that share a term with the question, in order, without the punctuation around them."""
    wanted = set(question_terms)
    return [_bare(match) for match in _RUN.finditer(text) if wanted.intersection(terms(match[0]))]


def why_matched(word_share: float, similarity: float) -> Why:
    """Return what matches: words, meaning or both; `word_share` is a score of `words.bm25` (0 to 1)."""
    by_words, by_meaning = word_share >= BY_WORDS, similarity >= BY_MEANING
    if by_words and by_meaning:
        return "both"
    if by_words or by_meaning:
        return "words" if by_words else "meaning"
    return "words" if word_share / BY_WORDS > similarity / BY_MEANING else "meaning"


def _bare(match: re.Match[str]) -> Highlight:
    inner = _EDGES.sub("", match[0]) or match[0]  # a sign alone can be a term: "%" is spoken as "percent"
    begin = match.start() + match[0].find(inner)
    return begin, begin + len(inner)
