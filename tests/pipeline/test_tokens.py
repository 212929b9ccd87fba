"""The tokens of a sentence, read within its chunk."""

import numpy as np
import pytest
from numpy.typing import NDArray

from chronos.model import Word
from chronos.pipeline.tokens import sentences_by_chunk, tokens_of_sentence
from chronos.providers.embedding import Reading
from chronos.providers.embedding.token_vectors import pack_vectors, unpack_vectors
from chronos.text.stretches import Stretches, derive_stretches, text_to_embed

TITLE = "01 - Light"
WIDTH = 384


def read_words(stretches: Stretches) -> list[Reading]:
    """Every word and every full stop of a chunk as a token, whose vector is the number that the word ends with."""
    found = []
    for chunk in stretches.chunks:
        text, spans, place = text_to_embed(TITLE, chunk), [], 0
        for word in text.split(" "):
            stem = word.rstrip(".:")
            spans += [(place, place + len(stem)), (place + len(stem), place + len(word))]
            place += len(word) + 1
        spans = [span for span in spans if span[1] > span[0]]
        tokens = tuple(text[begin:end] for begin, end in spans)
        numbers = [[float(token[1:]) if token[1:].isdigit() else -1.0] for token in tokens]
        found.append(Reading(np.ones(1, np.float32), tokens, tuple(spans), np.array(numbers, np.float32)))
    return found


def test_every_sentence_has_exactly_the_tokens_of_its_words() -> None:
    words = [Word(f"w{i}." if i % 17 == 16 else f"w{i}", i * 0.4, i * 0.4 + 0.3) for i in range(333)]
    stretches = derive_stretches(words)
    homes, readings = sentences_by_chunk(stretches), read_words(stretches)
    assert sorted(stretch.index for home in homes for stretch in home) == [
        stretch.index for stretch in stretches.sentences
    ]
    for chunk, reading in zip(stretches.chunks, readings, strict=True):
        for sentence in homes[chunk.index]:
            vectors = tokens_of_sentence(sentence, chunk, TITLE, reading)
            assert vectors[:, 0].tolist() == list(range(sentence.first, sentence.last))


def some_vectors(count: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(0).normal(size=(count, WIDTH)).astype(np.float32)
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def test_packed_vectors_are_small_and_nearly_the_same() -> None:
    vectors = some_vectors(50)
    packed = pack_vectors(vectors)
    again = unpack_vectors(packed, WIDTH)
    assert len(packed) == 50 * (WIDTH // 2 + 2)
    assert (vectors * again).sum(axis=1).min() > 0.98
    assert np.allclose(np.linalg.norm(again, axis=1), 1, atol=1e-5)


def test_nothing_packs_to_nothing_and_other_bytes_are_refused() -> None:
    assert pack_vectors(some_vectors(0)) == b""
    assert unpack_vectors(b"", WIDTH).shape == (0, WIDTH)
    with pytest.raises(ValueError, match="reshape"):
        unpack_vectors(b"abc", WIDTH)
