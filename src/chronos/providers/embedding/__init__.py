"""Texts to vectors."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """Turns texts into unit vectors whose dot product is their likeness."""

    @property
    def name(self) -> str:
        """Stable name that stands beside every stored vector, e.g. `minilm`; vectors of two names never mix."""
        ...

    @property
    def dimensions(self) -> int:
        """Width of a vector, at most 1536."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit-length row per text, in order: shape (len(texts), dimensions). Raises ProviderError."""
        ...


STORED_DIMENSIONS = 1536  # width of the column; narrower models are padded with zeros, which keeps every cosine


def padded(vector: NDArray[np.float32]) -> str:
    """`vector` in pgvector's text form, padded to the stored width."""
    wide = np.zeros(STORED_DIMENSIONS, np.float32)
    wide[: len(vector)] = vector
    return "[" + ",".join(map(repr, wide.tolist())) + "]"
