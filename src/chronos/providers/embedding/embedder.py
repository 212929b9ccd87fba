"""What every embedder offers: texts to unit vectors."""

from collections.abc import Sequence, Sized
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from chronos.errors import ProviderError


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as an embedder read it: its unit `vector` and, if the model has token vectors, its tokens.

    `spans[i]` is the range of characters that token i stands for, `token_vectors[i]` its unit-length vector: shape
    (tokens, dimensions). A model without token vectors gives no tokens.
    """

    vector: NDArray[np.float32]
    tokens: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    token_vectors: NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors whose dot product is their similarity."""

    @property
    def name(self) -> str:
        """Stable name that is stored with every vector, e.g. `minilm`; those of two names are never compared."""
        ...

    @property
    def dimensions(self) -> int:
        """Width of a vector, at most 1536."""
        ...

    @property
    def languages(self) -> frozenset[str] | None:
        """Languages (ISO 639-1) in which its similarities mean something; None: in all."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row per text, in order: shape (len(texts), dimensions). Raises ProviderError."""
        ...

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return each text with the vectors of its tokens; `vector` is as `embed` returns it. Raises ProviderError."""
        ...


def require_all(embedder: Embedder, texts: Sized, answers: Sized) -> None:
    """Raise ProviderError for a short answer, which would shift vectors onto the wrong texts, unnoticed by search."""
    if len(answers) != len(texts):
        raise ProviderError(f"{embedder.name} returned {len(answers)} of {len(texts)} vectors.", code="vectors_missing")
