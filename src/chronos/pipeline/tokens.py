"""Tokens: the vectors of each sentence's tokens, read within the window around it, for late interaction."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chronos.pipeline.units import WINDOW_STRIDE, Unit, Units, text_to_embed
from chronos.providers.embedding import Reading

Vectors = NDArray[np.float32]

_LEVELS = 7  # of either sign: four bits a number
_LARGEST_KEPT = 0.8  # of the greatest number in a vector: cutting the few above costs less than coarser steps for all


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


def pack_vectors(vectors: Vectors) -> bytes:
    """Unit vectors in four bits a number, (width / 2 + 2) bytes each; MaxSim ranks with them as with the originals.

    A row is its scale as half a float, then two numbers a byte, the earlier one in the higher bits.
    """
    scale = (np.abs(vectors).max(axis=1, keepdims=True) * _LARGEST_KEPT / _LEVELS).astype(np.float16)
    steps = np.rint(vectors / np.maximum(scale.astype(np.float32), 1e-8)).clip(-_LEVELS, _LEVELS).astype(np.int8) + 8
    nibbles = steps.astype(np.uint8)
    rows = np.concatenate([scale.view(np.uint8), nibbles[:, ::2] << 4 | nibbles[:, 1::2]], axis=1)
    return rows.tobytes()


def unpack_vectors(packed: bytes, width: int) -> Vectors:
    """What `pack_vectors` took, nearly, as unit vectors: shape (tokens, width). Raises ValueError for other bytes."""
    rows = np.frombuffer(packed, np.uint8).reshape(-1, width // 2 + 2)[:, 2:]
    vectors = np.empty((len(rows), width), np.float32)
    vectors[:, ::2], vectors[:, 1::2] = rows >> 4, rows & 15
    vectors -= 8
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-8)
    return unit


def _around(sentence: Unit, units: Units) -> Sequence[Unit]:
    at = min((sentence.first + sentence.last) // 2 // WINDOW_STRIDE, len(units.windows) - 1)
    return units.windows[max(at - 1, 0) : at + 1]


def _margin(sentence: Unit, window: Unit) -> int:
    return min(sentence.first - window.first, window.last - sentence.last)


def _characters(words: Sequence[str]) -> int:
    return sum(len(word) + 1 for word in words)


def _is_word(text: str) -> bool:
    return any(character.isalnum() for character in text)
