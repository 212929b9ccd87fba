"""Question: what is asked, in every form in which passages are compared with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chronos.providers.embedding import Reading
from chronos.text import asked_terms, grams, joined, spoken_words

_QUOTED = re.compile(r'"([^"]*+)"|“([^“”]*+)”|„([^„“”]*+)[“”]|«([^«»]*+)»')


@dataclass(frozen=True, slots=True)
class Question:
    """A question as search compares it.

    `terms` and `grams` are distinct, in order of appearance; `forms` are the stems of a term in all languages of the
    library, of which `language` is the first; `phrases` are the spoken forms of what stood in quotes
    and must be contained. `vector` is of unit length; `tokens` are those of the embedder that are words or parts of
    them (unit rows, or none), `token_texts` what they are called and `token_words` the words that they belong to.
    """

    text: str
    terms: tuple[str, ...]
    forms: Mapping[str, tuple[str, ...]]
    language: str | None
    grams: tuple[str, ...]
    phrases: tuple[str, ...]
    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]
    token_texts: tuple[str, ...]
    token_words: tuple[str, ...]


def read_question(text: str, reading: Reading, languages: Sequence[str | None] = ("en",)) -> Question:
    """Return the question with its terms in a library of these `languages`, the main one first.

    `reading` is the embedder's of `without_quotes(text)`.
    """
    forms = read_terms(text, languages)
    language = languages[0] if languages else None
    read = without_quotes(text)
    said = [i for i, (left, right) in enumerate(reading.spans) if any(c.isalnum() for c in read[left:right])]
    return Question(
        text=text,
        terms=tuple(forms),
        forms=forms,
        language=language,
        grams=tuple(dict.fromkeys(grams(joined(text, language)))),
        phrases=tuple(quoted_phrases(text)),
        vector=reading.vector,
        tokens=reading.token_vectors[said],
        token_texts=tuple(reading.tokens[i] for i in said),
        token_words=tuple(_word_around(read, *reading.spans[i]) for i in said),
    )


def read_terms(text: str, languages: Sequence[str | None]) -> dict[str, tuple[str, ...]]:
    """Return the terms of a question, in order, each with the stems that it has in these languages, its own first."""
    found: dict[str, tuple[str, ...]] = {}
    for forms in asked_terms(text, languages):
        found.setdefault(forms[0], forms)
    return found


def quotes(text: str) -> list[str]:
    """Return what stands in quotes, as it is written."""
    return ["".join(part or "" for part in match.groups()) for match in _QUOTED.finditer(text)]


def quoted_phrases(text: str) -> list[str]:
    """What stands in quotes, as it is said: 'the "Big 5"' → ["big five"]. A quote that is never closed is none."""
    return [phrase for phrase in (" ".join(spoken_words(quote)) for quote in quotes(text)) if phrase]


def without_quotes(text: str) -> str:
    """The text for the embedder: a quotation mark says where a phrase ends, not what it means."""
    return re.sub(r'["“”„«»]', " ", text)


def rows_with_phrases(phrases: Sequence[str], texts: Sequence[str]) -> list[int]:
    """Which of the texts have every phrase; all of them when none has, since the recogniser may have misheard it."""
    rows = [i for i, text in enumerate(texts) if contains_phrases(phrases, text)]
    return rows or list(range(len(texts)))


def contains_phrases(phrases: Sequence[str], text: str) -> bool:
    """Does the text have each phrase word for word, as it is said?"""
    spoken = f" {' '.join(spoken_words(text))} " if phrases else ""
    return all(f" {phrase} " in spoken for phrase in phrases)


def _word_around(text: str, left: int, right: int) -> str:
    begin, end = text.rfind(" ", 0, left) + 1, text.find(" ", right)
    return text[begin : end if end >= 0 else len(text)]
