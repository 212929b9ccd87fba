"""What every language model offers: an answer in pieces, as it is worded."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol

from chronos.model import Moment


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next part of the answer's text, without the numbers of citations."""

    text: str


@dataclass(frozen=True, slots=True)
class MomentCitation:
    """The text just before rests on `moments[index]`."""

    index: int


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that the model read and wrote; None when it generated no text."""

    input_tokens: int | None = None
    output_tokens: int | None = None


Piece = TextDelta | MomentCitation | Usage


class LanguageModel(Protocol):
    """Words an answer from what search found. It receives everything that it may use and looks up nothing."""

    @property
    def name(self) -> str:
        """Stable name that is stored with every answer, e.g. `extractive`."""
        ...

    @property
    def max_moments(self) -> int:
        """How many moments the model reads; further ones need not be searched for."""
        ...

    def word(self, question: str, moments: Sequence[Moment], instructions: str) -> AsyncGenerator[Piece, None]:
        """Word an answer to `question` from `moments`, which are given best first, as `instructions` demand.

        Yields text and citations as they are made, then one `Usage` as the last piece. Closing it early stops the
        model. Raises ProviderError, also after some pieces.
        """
        ...
