"""Tokens: the vectors of each sentence's tokens, read within the window around it, for late interaction."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chronos.pipeline.units import WINDOW_STRIDE, Unit, Units, text_to_embed
from chronos.providers.embedding.minilm import TokenVectors

Vectors = NDArray[np.float32]


def tokens_of_sentences(title: str, units: Units, read: Sequence[TokenVectors]) -> list[Vectors]:
    """One array of unit rows for each sentence; `read[i]` are the tokens of window i as `text_to_embed` gives it.

    A sentence is taken from the window in which it stands farthest from the edges, so that its tokens know what was
    said before and after. Punctuation is left out.
    """
    return [_within(sentence, window, title, read[window.index]) for sentence, window in _homes(units)]


def _homes(units: Units) -> list[tuple[Unit, Unit]]:
    return [
        (sentence, max(_around(sentence, units), key=lambda w: _margin(sentence, w))) for sentence in units.sentences
    ]


def _around(sentence: Unit, units: Units) -> Sequence[Unit]:
    at = min((sentence.first + sentence.last) // 2 // WINDOW_STRIDE, len(units.windows) - 1)
    return units.windows[max(at - 1, 0) : at + 1]


def _margin(sentence: Unit, window: Unit) -> int:
    return min(sentence.first - window.first, window.last - sentence.last)


def _within(sentence: Unit, window: Unit, title: str, read: TokenVectors) -> Vectors:
    text = text_to_embed(title, window)
    words = window.text.split(" ")
    begin = len(text) - len(window.text) + _characters(words[: max(sentence.first - window.first, 0)])
    end = begin + _characters(words[max(sentence.first - window.first, 0) : sentence.last - window.first])
    rows = [i for i, (left, right) in enumerate(read.spans) if begin <= left < end and _is_word(text[left:right])]
    return read.vectors[rows]


def _characters(words: Sequence[str]) -> int:
    return sum(len(word) + 1 for word in words)


def _is_word(text: str) -> bool:
    return any(character.isalnum() for character in text)
