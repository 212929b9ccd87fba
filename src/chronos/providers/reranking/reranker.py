"""What every re-ranker offers: how well passages answer a question."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Reranker(Protocol):
    """Reads a question and a passage together, which is slower and more accurate than comparing vectors."""

    @property
    def name(self) -> str:
        """Stable name, e.g. `hub:ms-marco-minilm`; it is part of the key of cached moments."""
        ...

    def score(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Return the log-odds that each passage answers the question, in order. Raises ProviderError."""
        ...
