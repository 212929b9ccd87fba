"""Pack and unpack the vectors of tokens: four bits a number."""

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

_LEVELS = 7  # of either sign
_LARGEST_KEPT = 0.8  # of the greatest number in a vector: clipping the few above costs less than coarser steps for all
# Of each byte the two numbers in it, side by side, as the eight bytes that they are.
_BOTH_STEPS = np.array([((byte >> 4) - 8, (byte & 15) - 8) for byte in range(256)], np.float32).view(np.float64)[:, 0]


def pack_vectors(vectors: Vectors) -> bytes:
    """Pack unit vectors into four bits a number, (width / 2 + 2) bytes each; MaxSim ranks them like the originals.

    A row is its scale in half precision, then two numbers a byte, the earlier one in the higher bits.
    """
    scale = (np.abs(vectors).max(axis=1, keepdims=True) * _LARGEST_KEPT / _LEVELS).astype(np.float16)
    steps = np.rint(vectors / np.maximum(scale.astype(np.float32), 1e-8)).clip(-_LEVELS, _LEVELS).astype(np.int8) + 8
    nibbles = steps.astype(np.uint8)
    rows = np.concatenate([scale.view(np.uint8), nibbles[:, ::2] << 4 | nibbles[:, 1::2]], axis=1)
    return rows.tobytes()


def unpack_vectors(packed: bytes, width: int) -> Vectors:
    """Return nearly the unit vectors that were packed: shape (tokens, width). Raises ValueError for other bytes."""
    rows = np.frombuffer(packed, np.uint8).reshape(-1, row_bytes(width))[:, 2:]
    vectors: Vectors = _BOTH_STEPS.take(rows).view(np.float32)
    # The squares are whole numbers: their sum is the same in any order.
    vectors /= np.maximum(np.sqrt(np.einsum("ij,ij->i", vectors, vectors)), 1e-8)[:, None]
    return vectors


def row_bytes(width: int) -> int:
    """Return how many bytes a packed vector of this width takes."""
    return width // 2 + 2
