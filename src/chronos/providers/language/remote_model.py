"""What a language model over the network offers beside words."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class ModelState:
    """What its provider says of a model; `ends_on`: the day on which it ends, where one is known."""

    lifecycle: Literal["active", "deprecated", "retired", "unknown"]
    ends_on: date | None = None


@runtime_checkable
class RemoteModel(Protocol):
    """A LanguageModel whose provider is another host."""

    async def find_state(self) -> ModelState:
        """Ask the provider for the model. Raises ProviderError."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...
