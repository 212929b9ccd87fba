"""Tokens: the vectors of each sentence's tokens, read within the window around it, for late interaction."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chronos.providers.embedding import Reading
from chronos.text.units import WINDOW_STRIDE, Unit, Units, text_to_embed

Vectors = NDArray[np.float32]


def sentences_by_window(units: Units) -> list[list[Unit]]:
    """For each window the sentences to be read in it: of the windows around a sentence the one with most to each side.

    So its tokens know what was said before and after.
    """
    homes: list[list[Unit]] = [[] for _ in units.windows]
    for sentence in units.sentences:
        homes[max(_around(sentence, units), key=lambda window: _margin(sentence, window)).index].append(sentence)
    return homes


def tokens_of_sentence(sentence: Unit, window: Unit, title: str, read: Reading) -> Vectors:
    """Unit rows, one per token of the sentence; `read` is the window as `text_to_embed` gives it. No punctuation."""
    text = text_to_embed(title, window)
    words = window.text.split(" ")
    begin = len(text) - len(window.text) + _characters(words[: max(sentence.first - window.first, 0)])
    end = begin + _characters(words[max(sentence.first - window.first, 0) : sentence.last - window.first])
    rows = [i for i, (left, right) in enumerate(read.spans) if begin <= left < end and _is_word(text[left:right])]
    return read.token_vectors[rows]


def _around(sentence: Unit, units: Units) -> Sequence[Unit]:
    at = min((sentence.first + sentence.last) // 2 // WINDOW_STRIDE, len(units.windows) - 1)
    return units.windows[max(at - 1, 0) : at + 1]


def _margin(sentence: Unit, window: Unit) -> int:
    return min(sentence.first - window.first, window.last - sentence.last)


def _characters(words: Sequence[str]) -> int:
    return sum(len(word) + 1 for word in words)


def _is_word(text: str) -> bool:
    return any(character.isalnum() for character in text)
