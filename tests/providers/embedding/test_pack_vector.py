"""Vectors are packed into the forms of pgvector, padded where the column is wider."""

import struct

import numpy as np

from chronos.providers.embedding.pack_vector import STORED_DIMENSIONS, halves, packed, packed_halves, stored_text

VECTOR = np.array([0.5, -0.25, 1 / 3], np.float32)


def test_binary_forms_begin_with_the_dimensions() -> None:
    wide, narrow = packed(VECTOR), packed_halves(VECTOR)
    assert struct.unpack("!HH", wide[:4]) == (STORED_DIMENSIONS, 0)
    assert struct.unpack("!HH", narrow[:4]) == (3, 0)
    numbers = np.frombuffer(wide[4:], ">f4")
    np.testing.assert_array_equal(numbers[:3], VECTOR)
    assert not numbers[3:].any()
    np.testing.assert_array_equal(np.frombuffer(narrow[4:], ">f2"), VECTOR.astype(np.float16))


def test_text_forms_keep_every_digit_that_is_stored() -> None:
    numbers = np.array(stored_text(VECTOR).strip("[]").split(","), np.float32)
    assert len(numbers) == STORED_DIMENSIONS
    np.testing.assert_array_equal(numbers[:3], VECTOR)
    short = np.array(halves(VECTOR).strip("[]").split(","), np.float16)
    np.testing.assert_array_equal(short, VECTOR.astype(np.float16))
