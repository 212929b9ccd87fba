"""Question: what is asked, in every form in which passages are compared with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chronos.providers.embedding import Reading
from chronos.text import grams, joined, spoken_words, terms

_QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»')


@dataclass(frozen=True, slots=True)
class Question:
    """A question as search compares it.

    `terms` and `grams` are distinct, in order of appearance; `phrases` are the spoken forms of what stood in quotes
    and must be contained. `vector` is of unit length; `tokens` are those of the embedder that are words or parts of
    them (unit rows, or none), `token_texts` what they are called and `token_words` the words that they belong to.
    """

    text: str
    terms: tuple[str, ...]
    grams: tuple[str, ...]
    phrases: tuple[str, ...]
    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]
    token_texts: tuple[str, ...]
    token_words: tuple[str, ...]


def read_question(text: str, reading: Reading) -> Question:
    """The question with its terms; `reading` is the embedder's of `without_quotes(text)`."""
    read = without_quotes(text)
    said = [i for i, (left, right) in enumerate(reading.spans) if any(c.isalnum() for c in read[left:right])]
    return Question(
        text=text,
        terms=tuple(dict.fromkeys(terms(text))),
        grams=tuple(dict.fromkeys(grams(joined(text)))),
        phrases=tuple(quoted_phrases(text)),
        vector=reading.vector,
        tokens=reading.token_vectors[said],
        token_texts=tuple(reading.tokens[i] for i in said),
        token_words=tuple(_word_around(read, *reading.spans[i]) for i in said),
    )


def quoted_phrases(text: str) -> list[str]:
    """What stands in quotes, as it is said: 'the "Big 5"' → ["big five"]. A quote that is never closed is none."""
    found = ("".join(part or "" for part in match.groups()) for match in _QUOTED.finditer(text))
    return [phrase for phrase in (" ".join(spoken_words(quoted)) for quoted in found) if phrase]


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
