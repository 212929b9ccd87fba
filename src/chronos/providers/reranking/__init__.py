"""Question and passages to how well each passage answers."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

RERANKING_MODELS = ("ms-marco-minilm",)  # of the catalogue of models


class Reranker(Protocol):
    """Reads a question and a passage together, which takes longer and tells more than comparing vectors."""

    @property
    def name(self) -> str:
        """Stable name, by which answers that are remembered are told apart."""
        ...

    def score(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """The log-odds that each passage answers the question, in order. Raises ProviderError."""
        ...
