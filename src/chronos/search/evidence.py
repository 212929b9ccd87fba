"""Evidence: what tells whether the best moment answers a question, as numbers."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from chronos.search.mass import Start
from chronos.search.question import Question, read_terms
from chronos.text import grams, joined, terms

BEST_STARTS = 3
NEARLY = 0.5  # of a word's 4-grams: a recogniser that wrote "teslas" or "tessla" heard "tesla"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the likeliest sentence and the best moments show.

    `meaning` and `wording` are the two parts of the sentence's score (`score.final_scores`): by similarity, and by
    shared words. `chunk` is the similarity of the 80 words around the first moment. `mass` is the share of the answer
    that the first three moments have (`mass.Start`): what is said nowhere is found everywhere a little.
    `names_elsewhere` counts the names and numbers of the question that the library says, but not in the first moment.
    `chunks` and `videos` are the logarithms of how many were searched: the best of many comes closer by chance.
    """

    meaning: float
    wording: float
    chunk: float
    mass: float
    names_elsewhere: float
    chunks: float
    videos: float


@dataclass(frozen=True, slots=True)
class Said:
    """A passage with the title of its video, and its language."""

    passage: str
    title: str
    language: str | None


def missing_names(question: Question, said: Said) -> set[str]:
    """Return the terms of names and numbers of the question that neither passage nor title has, not even nearly."""
    asked = {term for name in _names(question.text) for term in terms(name, said.language)}
    if not asked:
        return asked
    text = f"{said.passage} {said.title}"
    spoken, written = set(terms(text, said.language)), joined(text, said.language)
    return {term for term in asked if not _is_said(term, spoken, written)}


def find_unheard(question: Question, unheard: Collection[str], languages: Sequence[str | None]) -> tuple[str, ...]:
    """Return the words of the question, as they are written, of which the library has no term; `unheard`: terms."""
    found = dict.fromkeys(
        bare
        for word in question.text.split()
        if (bare := _bare(word)) and (asked := read_terms(bare, languages)) and all(term in unheard for term in asked)
    )
    return tuple(found)


def sum_masses(starts: Sequence[Start]) -> float:
    """Return the share of the answer that is heard at the best of these places, as `Evidence.mass`."""
    return sum(start.mass for start in starts[:BEST_STARTS])


def log_count(number: int) -> float:
    """Return a number of chunks or videos as it is in `Evidence`."""
    return math.log(max(number, 1))


def _names(text: str) -> list[str]:
    """Return words with digits, and those with a capital letter that do not begin the question."""
    words = text.split()
    return [word for i, word in enumerate(words) if any(c.isdigit() for c in word) or (i and _bare(word)[:1].isupper())]


def _is_said(term: str, spoken: Collection[str], written: str) -> bool:
    parts = grams(term)
    return term in spoken or (len(parts) > 1 and sum(part in written for part in parts) >= NEARLY * len(parts))


def _bare(word: str) -> str:
    """Return a word without the punctuation around it."""
    kept = [i for i, character in enumerate(word) if character.isalnum()]
    return word[kept[0] : kept[-1] + 1] if kept else ""
