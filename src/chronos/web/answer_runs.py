"""Answers in the making: each is a task that outlives its connection for a short time, so that a client can resume."""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from uuid import UUID

from chronos.errors import ChronosError, NotAllowed, NotFound, OverLimit
from chronos.web.event_streams import MAX_OF_ONE_CALLER

END = "end"  # the id of the last event
MAX_BYTES = 1_000_000  # of the events of an answer; no model writes so much
PREPARED_AT_ONCE = 32  # answers before their sources; of 200 some would wait too long for a connection of the database
FINISH_SECONDS = 4.0  # of a server that stops, which waits for 5 s

_log = logging.getLogger(__name__)

Event = tuple[str, str]  # its name and its data as JSON


@dataclass(frozen=True, slots=True)
class Making:
    """How an answer is made: its events, and the one that ends it when it was stopped."""

    answer_id: UUID
    caller: UUID
    events: AsyncGenerator[Event]
    read_stopped: Callable[[], Awaitable[Event]]


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: an answer is made on without a reader, and kept when it is complete; between two signs of life."""

    grace: float = 10.0
    heartbeat: float = 15.0


class AnswerRun:
    """An answer that is being made for one person; any number of connections read its events from any place."""

    def __init__(self, making: Making, pace: Pace, preparing: asyncio.Semaphore) -> None:
        self.caller = making.caller
        self._preparing = preparing
        self._making = making
        self._pace = pace
        self._events: list[Event] = []
        self._bytes = 0
        self._readers = 0
        self._is_revoked = self._is_stopping = False
        self._changed = asyncio.Event()
        self._grace = asyncio.get_running_loop().call_later(pace.grace, self.stop)
        self.task = asyncio.create_task(self._make())

    async def read(self, after: int = 0) -> AsyncGenerator[str]:
        """Yield the events after the first `after` ones as text, until the answer ends; all if there were fewer."""
        self._readers += 1
        self._grace.cancel()
        try:
            place = after if after <= len(self._events) else 0
            while True:
                for name, data in self._unread(place):
                    place += 1
                    is_last = name in ("done", "error")
                    yield write_event(name, data, END if is_last else str(place))
                    if is_last:
                        return
                if self.task.done():
                    return
                changed = self._changed
                try:
                    await asyncio.wait_for(changed.wait(), self._pace.heartbeat)
                except TimeoutError:
                    yield ": still answering\n\n"
        finally:
            self._readers -= 1
            if not self._readers:
                self._grace = asyncio.get_running_loop().call_later(self._pace.grace, self.stop)

    def stop(self) -> None:
        """End the model's call; what was said stays and becomes the stored answer."""
        if not self._is_stopping:  # a second time would interrupt the storing
            self._is_stopping = True
            self.task.cancel()

    def _unread(self, place: int) -> list[Event]:
        # Who has lost access is shown nothing more, not even what waits to be sent.
        return self._events[-1:] if self._is_revoked else self._events[place:]

    async def _make(self) -> None:
        try:
            try:
                async with aclosing(self._making.events) as events:
                    async with self._preparing:
                        self._add(await anext(events))
                    async for event in events:
                        self._add(event)
            except asyncio.CancelledError:  # by `stop` alone
                self._add(await self._making.read_stopped())
        except ChronosError as error:
            self._is_revoked = isinstance(error, NotFound | NotAllowed)
            self._add(error_event(error))
        except Exception:
            _log.exception("an answer failed")
            self._add(("error", json.dumps({"code": "internal_error", "detail": "The answer failed. Ask again."})))
        finally:
            self._wake()

    def _add(self, event: Event) -> None:
        self._events.append(event)
        self._bytes += len(event[1])
        self._wake()
        if self._bytes > MAX_BYTES:
            self.stop()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class AnswerRuns:
    """The answers that this process makes; those that are not streamed have a place and no run."""

    def __init__(self) -> None:
        self._runs: dict[UUID, AnswerRun] = {}
        self._places: Counter[UUID] = Counter()
        self._preparing = asyncio.Semaphore(PREPARED_AT_ONCE)

    def start(self, making: Making, pace: Pace) -> AnswerRun:
        """Begin to make an answer."""
        run = self._runs[making.answer_id] = AnswerRun(making, pace, self._preparing)
        run.task.add_done_callback(lambda _: self._forget_later(making.answer_id, pace.grace))
        return run

    @contextmanager
    def place(self, caller: UUID) -> Iterator[None]:
        """Hold one of the answers that are made for a caller at once. Raises OverLimit (`too_many_connections`)."""
        if self._places[caller] >= MAX_OF_ONE_CALLER:
            raise OverLimit(
                f"{MAX_OF_ONE_CALLER} of your questions are being answered: wait for one and try again.",
                code="too_many_connections",
                retry_after_seconds=5,
            )
        self._places[caller] += 1
        try:
            yield
        finally:
            self._places[caller] -= 1
            self._places += Counter()  # forgets callers without an answer in the making

    def find(self, answer_id: UUID, caller: UUID) -> AnswerRun | None:
        """Return an answer of the caller that is being made here, or was just completed."""
        run = self._runs.get(answer_id)
        return run if run is not None and run.caller == caller else None

    def end(self) -> None:
        """Stop all answers, as the server stops: what was said is stored, and their streams end."""
        for run in list(self._runs.values()):
            run.stop()

    async def finish(self) -> None:
        """Wait until all answers have ended."""
        self.end()
        running = [run.task for run in self._runs.values() if not run.task.done()]
        if running:
            await asyncio.wait(running, timeout=FINISH_SECONDS)

    def _forget_later(self, answer_id: UUID, seconds: float) -> None:
        asyncio.get_running_loop().call_later(seconds, self._runs.pop, answer_id, None)


def write_event(name: str, data: str, event_id: str) -> str:
    """Return a server-sent event; JSON has no line breaks."""
    return f"event: {name}\nid: {event_id}\ndata: {data}\n\n"


def error_event(error: ChronosError) -> Event:
    """Return the event that says why an answer ended."""
    return "error", json.dumps({"code": error.code, "detail": str(error)})
