"""Highlight the words that a text shares with a question, and tell why the text matches."""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from chronos.model import Highlight, Why
from chronos.text import clusters, parts_of, spoken_words, terms

BY_WORDS = 0.25  # share of the question's words, weighted by rarity: chance matches seldom reach it
BY_MEANING = 0.45  # similarity with MiniLM: passages about something else seldom reach it


def find_highlights(text: str, question_terms: Collection[str], language: str | None = None) -> list[Highlight]:
    """Find the words of `text`, in `language`, that share a term with the question, in order, without punctuation."""
    wanted = set(question_terms)
    found: list[Highlight] = []
    for begin, part, is_run in parts_of(text):
        if is_run:
            found += _in_run(begin, clusters(part), wanted)
        elif wanted.intersection(terms(part, language)):
            found.append(_bare(begin, part))
    return found


def why_matched(word_share: float, similarity: float) -> Why:
    """Return what matches: words, meaning or both; `word_share` is a score of `words.bm25` (0 to 1)."""
    by_words, by_meaning = word_share >= BY_WORDS, similarity >= BY_MEANING
    if by_words and by_meaning:
        return "both"
    if by_words or by_meaning:
        return "words" if by_words else "meaning"
    return "words" if word_share / BY_WORDS > similarity / BY_MEANING else "meaning"


def _bare(begin: int, part: str) -> Highlight:
    of_words = [index for index, character in enumerate(part) if character.isalnum() or character == "_"]
    # A sign alone can be a term: "%" is spoken as "percent".
    first, last = (of_words[0], of_words[-1]) if of_words else (0, len(part) - 1)
    return begin + first, begin + last + 1


def _in_run(begin: int, characters: Sequence[str], wanted: Collection[str]) -> Iterator[Highlight]:
    """Yield the stretches of a run that are terms, and that overlap or touch, as one."""
    spoken = ["".join(spoken_words(character)) for character in characters]
    alone = {i for i, said in enumerate(spoken) if said in wanted}
    pairs = {i for i, (left, right) in enumerate(pairwise(spoken)) if left + right in wanted}
    marked = alone | pairs | {i + 1 for i in pairs}
    for i, character in enumerate(characters):
        if i in marked and i - 1 not in marked:
            first = begin
        begin += len(character)
        if i in marked and i + 1 not in marked:
            yield first, begin
