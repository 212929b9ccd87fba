"""Pack vectors into the forms of pgvector."""

import struct

import numpy as np
from numpy.typing import NDArray

_HEAD = struct.Struct("!HH")  # dimensions, then two bytes that are always 0
STORED_DIMENSIONS = 1536  # of the column; narrower vectors are padded with zeros, which keeps every similarity


def packed(vector: NDArray[np.float32]) -> bytes:
    """Return the binary form of pgvector's `vector`, padded to the width of the column."""
    wide = np.zeros(STORED_DIMENSIONS, ">f4")
    wide[: len(vector)] = vector
    return _HEAD.pack(len(wide), 0) + wide.tobytes()


def stored_text(vector: NDArray[np.float32]) -> str:
    """Return `vector` in pgvector's text form, padded to the stored width."""
    padding = ",0" * (STORED_DIMENSIONS - len(vector))
    return f"[{','.join(f'{number:.9g}' for number in vector.tolist())}{padding}]"


def packed_halves(vector: NDArray[np.float32]) -> bytes:
    """Return the binary form of pgvector's `halfvec`, not padded."""
    return _HEAD.pack(len(vector), 0) + vector.astype(">f2").tobytes()


def halves(vector: NDArray[np.float32]) -> str:
    """Return pgvector's text form, not padded, with as many digits as half precision keeps."""
    return "[" + ",".join(f"{number:.5g}" for number in vector.tolist()) + "]"
