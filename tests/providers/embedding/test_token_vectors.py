"""Vectors of tokens in four bits a number stay close to the originals."""

import numpy as np
import pytest

from chronos.providers.embedding.token_vectors import pack_vectors, unpack_vectors


def test_packed_vectors_are_close_and_unit() -> None:
    vectors = np.random.default_rng(1).normal(size=(50, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    data = pack_vectors(vectors)
    assert len(data) == 50 * (384 // 2 + 2)
    again = unpack_vectors(data, 384)
    np.testing.assert_allclose(np.linalg.norm(again, axis=1), 1, atol=1e-5)
    assert (again * vectors).sum(axis=1).min() > 0.97
    assert ((again @ vectors.T).argmax(axis=1) == np.arange(50)).all()


def test_zeros_and_no_tokens_are_packed() -> None:
    assert not unpack_vectors(pack_vectors(np.zeros((2, 8), np.float32)), 8).any()
    assert unpack_vectors(b"", 8).shape == (0, 8)


def test_bytes_of_another_width_are_refused() -> None:
    with pytest.raises(ValueError, match="reshape"):
        unpack_vectors(bytes(7), 8)
