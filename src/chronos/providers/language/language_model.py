"""What every language model offers: an answer in pieces, as it is worded."""

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from chronos.model import Passage

MOST_OUTPUT_TOKENS = 4_096  # that an answer may have, with what a model thinks before it
MOST_ATTEMPTS = 3  # of a provider for one answer, each of which it may charge


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next part of the answer's text, without the numbers of citations."""

    text: str


@dataclass(frozen=True, slots=True)
class Citing:
    """The text just before rests on the sentences `first` to `last`, both included, of `passages[passage]`."""

    passage: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that the model read and wrote; None when it generated no text. `input_tokens`: those not from a cache."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_write_tokens: int = 0
    cache_read_tokens: int = 0

    @property
    def prompt_tokens(self) -> int:
        """All that the model read, from a cache or not."""
        return (self.input_tokens or 0) + self.cache_write_tokens + self.cache_read_tokens


@dataclass(frozen=True, slots=True)
class Stopped:
    """Why the model stopped. A model that says nothing of it has ended by itself."""

    reason: Literal["end", "max_tokens", "refusal", "context_exceeded"]


Piece = TextDelta | Citing | Usage | Stopped
Report = Callable[[Piece], object]  # gets each piece as it comes


@dataclass(frozen=True, slots=True)
class Turn:
    """What was said before in the conversation."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Task:
    """All that a model may use to word an answer: it looks up nothing. Passages are given best first."""

    question: str
    passages: Sequence[Passage]
    instructions: str
    turns: Sequence[Turn] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """A short text that a model generated, and its tokens."""

    text: str
    usage: Usage


class LanguageModel(Protocol):
    """Words an answer from what search found."""

    @property
    def name(self) -> str:
        """Stable name that is stored with every answer, e.g. `extractive`."""
        ...

    @property
    def max_passages(self) -> int:
        """How many passages the model reads; further ones need not be searched for."""
        ...

    @property
    def generates(self) -> bool:
        """Whether it writes text of its own, rather than quoting."""
        ...

    def word(self, task: Task) -> AsyncGenerator[Piece, None]:
        """Word an answer.

        Yields text and citations as they are made, and `Usage` as soon as it is known: a later one replaces it. Closing
        it early stops the provider's call. Raises ProviderError, also after some pieces.
        """
        ...

    async def complete(self, instructions: str, text: str, report: Report | None = None) -> Completion | None:
        """Do as `instructions` say with `text`, in a few words; None: it generates nothing. Raises ProviderError.

        `report` gets what is known of a call that fails or is cancelled: its usage costs all the same.
        """
        ...
