"""What language models over the network share: how long to wait, and how to read a stream to its end."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import httpx2

from chronos.providers.language.language_model import Completion, Piece, Report, Stopped, TextDelta, Usage
from chronos.providers.language.map_failure import FAILED, UNAVAILABLE, failure, map_failure

StopReason = Literal["end", "max_tokens", "refusal", "context_exceeded"]

# What a package raises beside its own errors: those of its HTTP client, and what an event that is not of the protocol
# leads to, since packages hand it on unchecked.
FOREIGN_ERRORS = (httpx2.HTTPError, httpx2.StreamError, ValueError, AttributeError, TypeError, LookupError)


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds to wait for a connection, for the next event (late where a model thinks), for all attempts."""

    connect_seconds: float = 5.0
    event_seconds: float = 60.0
    answer_seconds: float = 300.0  # less than a hold lasts, so that it is settled before it is swept

    def as_timeout(self) -> httpx2.Timeout:
        """Return them as the HTTP client takes them."""
        return httpx2.Timeout(self.event_seconds, connect=self.connect_seconds)


class Reader(Protocol):
    """Turns the events of one stream into pieces; `stopped` is None until the provider said that it is complete."""

    stopped: Stopped | None

    def read(self, event: Any) -> Iterator[Piece]:
        """Yield what an event says."""
        ...


async def read_stream(
    name: str, call: Callable[[], Awaitable[Any]], reader: Reader, own_error: type[Exception], deadline: float
) -> AsyncGenerator[Piece, None]:
    """Yield the pieces of the stream that `call` opens, then Stopped. Raises Failure, also for one that is cut.

    `own_error`: what the package raises. `deadline`: the loop's time at which it must be complete. Closing it early
    closes the connection, at which the provider stops.
    """
    try:
        async with await _before(deadline, call()) as opened:
            events = aiter(opened)
            # A provider that is still thinking sends signs of life, which no event tells of.
            while (event := await _before(deadline, anext(events, None))) is not None:
                for piece in reader.read(event):
                    yield piece
    except TimeoutError:
        raise failure(name, UNAVAILABLE, "did not finish in time") from None
    except (own_error, *FOREIGN_ERRORS) as error:
        if reader.stopped is None:
            raise map_failure(name, error) from error
    if reader.stopped is None:
        raise failure(name, FAILED, ": its answer broke off", wait_seconds=0.0)
    yield reader.stopped


async def _before(deadline: float, coming: Awaitable[Any]) -> Any:
    async with asyncio.timeout_at(deadline):
        return await coming


async def collect_completion(pieces: AsyncGenerator[Piece, None], report: Report | None = None) -> Completion:
    """Return the whole text and its usage; `report` gets each piece as it comes. Raises ProviderError."""
    parts, usage = [], Usage(0, 0)
    async with aclosing(pieces):
        async for piece in pieces:
            if report is not None:
                report(piece)
            if isinstance(piece, TextDelta):
                parts.append(piece.text)
            elif isinstance(piece, Usage):
                usage = piece
    return Completion("".join(parts).strip(), usage)
