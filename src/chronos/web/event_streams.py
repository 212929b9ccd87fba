"""Streams of events: bounded for each caller, and ended when the server stops."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from uuid import UUID

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from chronos.errors import OverLimit

MAX_OF_ONE_CALLER = 8  # a browser opens no more than six to one server by itself
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # nginx would collect the events


class EventStreams:
    """The open streams of a server."""

    def __init__(self) -> None:
        self._open: Counter[UUID] = Counter()
        self._ending = asyncio.Event()

    @contextmanager
    def place(self, caller: UUID) -> Iterator[None]:
        """Hold one of the caller's streams. Raises OverLimit (`too_many_connections`)."""
        self.refuse_more(caller)
        self._open[caller] += 1
        try:
            yield
        finally:
            self._open[caller] -= 1
            self._open += Counter()  # forgets callers without a stream

    def refuse_more(self, caller: UUID) -> None:
        """Raise OverLimit (`too_many_connections`) for a caller who has all streams open that one may have."""
        if self._open[caller] >= MAX_OF_ONE_CALLER:
            raise OverLimit(
                f"You have {MAX_OF_ONE_CALLER} streams of events open already: close one and try again.",
                code="too_many_connections",
                retry_after_seconds=5,
            )

    async def pause(self, seconds: float) -> bool:
        """Wait; return False at once when streams are to end."""
        try:
            await asyncio.wait_for(self._ending.wait(), seconds)
        except TimeoutError:
            return True
        return False

    def end(self) -> None:
        """End all streams within their pause, as the server stops: a client connects again."""
        self._ending.set()


class EventStream(StreamingResponse):
    """Server-sent events that take one of the caller's places while they are sent."""

    media_type = "text/event-stream"

    def __init__(self, streams: EventStreams, caller: UUID, events: AsyncGenerator[str]) -> None:
        super().__init__(events, headers=HEADERS)
        self._streams, self._caller, self._events = streams, caller, events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events until they end or the client is gone."""
        async with aclosing(self._events):
            with self._streams.place(self._caller):
                await super().__call__(scope, receive, send)
