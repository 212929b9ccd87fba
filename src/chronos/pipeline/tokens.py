"""Tokens: the vectors of each sentence's tokens, read within the chunk around it, for late interaction."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chronos.providers.embedding import Reading
from chronos.text import CHUNK_STRIDE, Stretch, Stretches, text_to_embed

Vectors = NDArray[np.float32]


def sentences_by_chunk(stretches: Stretches) -> list[list[Stretch]]:
    """For each chunk the sentences to be read in it: of the chunks around a sentence the one with most to each side.

    So its tokens know what was said before and after.
    """
    homes: list[list[Stretch]] = [[] for _ in stretches.chunks]
    for sentence in stretches.sentences:
        homes[max(_around(sentence, stretches), key=lambda chunk: _margin(sentence, chunk)).index].append(sentence)
    return homes


def tokens_of_sentence(sentence: Stretch, chunk: Stretch, title: str, read: Reading) -> Vectors:
    """Unit rows, one per token of the sentence; `read` is the chunk as `text_to_embed` gives it. No punctuation."""
    text = text_to_embed(title, chunk)
    before = len(text) - len(chunk.text)
    begin, end = before + chunk.place_of(sentence.first), before + chunk.place_of(sentence.last)
    rows = [i for i, (left, right) in enumerate(read.spans) if begin <= left < end and _is_word(text[left:right])]
    return read.token_vectors[rows]


def _around(sentence: Stretch, stretches: Stretches) -> Sequence[Stretch]:
    at = min((sentence.first + sentence.last) // 2 // CHUNK_STRIDE, len(stretches.chunks) - 1)
    return stretches.chunks[max(at - 1, 0) : at + 1]


def _margin(sentence: Stretch, chunk: Stretch) -> int:
    return min(sentence.first - chunk.first, chunk.last - sentence.last)


def _is_word(text: str) -> bool:
    return any(character.isalnum() for character in text)
