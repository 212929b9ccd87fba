"""Texts to vectors."""

import struct
from collections.abc import Sequence, Sized
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from chronos.errors import ProviderError


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as an embedder read it: its unit `vector`, and its tokens where the model tells of them.

    `spans[i]` are the characters of the text that token i stands for, `token_vectors[i]` is its unit-length vector:
    shape (tokens, dimensions). A model that tells of no tokens gives none.
    """

    vector: NDArray[np.float32]
    tokens: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    token_vectors: NDArray[np.float32]


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

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Each text with the vectors of its tokens; `vector` is what `embed` gives. Raises ProviderError."""
        ...


def require_all(embedder: Embedder, texts: Sized, answers: Sized) -> None:
    """Raises ProviderError for a short answer, which would shift vectors onto the wrong texts, unnoticed by search."""
    if len(answers) != len(texts):
        raise ProviderError(f"{embedder.name} returned {len(answers)} of {len(texts)} vectors.", code="vectors_missing")


_HEAD = struct.Struct("!HH")  # dimensions, and a number that is always 0
STORED_DIMENSIONS = 1536  # width of the column; narrower models are padded with zeros, which keeps every cosine


def packed(vector: NDArray[np.float32]) -> bytes:
    """`vector` in the binary form of pgvector's `vector`, padded to the stored width."""
    wide = np.zeros(STORED_DIMENSIONS, ">f4")
    wide[: len(vector)] = vector
    return _HEAD.pack(len(wide), 0) + wide.tobytes()


def packed_halves(vector: NDArray[np.float32]) -> bytes:
    """`vector` in the binary form of pgvector's `halfvec`, as wide as it is."""
    return _HEAD.pack(len(vector), 0) + vector.astype(">f2").tobytes()


def halves(vector: NDArray[np.float32]) -> str:
    """`vector` in pgvector's text form, as wide as it is, with as many digits as half precision keeps."""
    return "[" + ",".join(f"{number:.5g}" for number in vector.tolist()) + "]"
