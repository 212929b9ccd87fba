"""Outage: a time in which the database cannot be reached, noticed by the first failure and watched until it ends."""

import asyncio
import contextlib
import logging
import math
import os
import socket
import time
import weakref
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import psycopg

from chronos.db.sqlstate import unavailable
from chronos.errors import ChronosError, ProviderError

LOOK_SECONDS = 1.0  # between two looks at a server that is away
CONNECT_SECONDS = 5.0  # after which one look counts as failed
SUSPECT_SECONDS = 5.0  # after which a transaction that is not done yet makes us look
MAX_SILENT_LOOKS = 2  # one alone may be a machine that is out of breath

_log = logging.getLogger(__name__)

Revive = Callable[[], Awaitable[object]]


class Outage:
    """One per process and database. It says when the database goes and when it is back: one line of the log each."""

    def __init__(self, url: str) -> None:
        self.revive: Revive | None = None  # starts the server, where this process answers for it
        self._url = url
        self._watch: asyncio.Task[None] | None = None
        self._reason: Exception | None = None
        self._ended_at = -math.inf
        self._connections = weakref.WeakSet[psycopg.AsyncConnection[Any]]()

    @property
    def error(self) -> ProviderError | None:
        """What a caller gets while the outage lasts; None when there is none."""
        return unavailable(self._reason) if self._reason is not None else None

    def notice(self) -> None:
        """Look whether the server answers, and if it does not, again and again until it does."""
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._until_it_answers())

    def watch(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """End this connection, and what waits for it, once the server has been silent for two looks.

        A server that is frozen, or behind a network that drops packets, breaks no connection: its clients wait forever.
        """
        self._connections.add(connection)

    @contextlib.contextmanager
    def suspecting(self) -> Iterator[None]:
        """Look whether the server answers whenever the block has taken another `SUSPECT_SECONDS`."""
        loop = asyncio.get_running_loop()
        timer: asyncio.TimerHandle

        def suspect() -> None:
            nonlocal timer
            self.notice()
            timer = loop.call_later(SUSPECT_SECONDS, suspect)

        timer = loop.call_later(SUSPECT_SECONDS, suspect)
        try:
            yield
        finally:
            timer.cancel()

    async def over(self) -> None:
        """Wait until the server answers."""
        self.notice()
        while self._watch is not None and not self._watch.done():
            await asyncio.wait({self._watch})

    def is_long_over(self, seconds: float) -> bool:
        """Return whether the server has answered for that long, as far as this process knows."""
        return self._reason is None and time.monotonic() - self._ended_at >= seconds

    async def close(self) -> None:
        """Stop watching."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch

    async def _until_it_answers(self) -> None:
        began, silent_looks = time.monotonic(), 0
        while (reason := await self._look()) is not None:
            if self._reason is None:
                _log.warning("%s Waiting until it is back.", unavailable(reason))
            self._reason = reason
            silent_looks = silent_looks + 1 if isinstance(reason, TimeoutError) else 0
            if silent_looks >= MAX_SILENT_LOOKS:
                self._end_connections()
            await self._revive()
            await asyncio.sleep(LOOK_SECONDS)
        if self._reason is not None:
            self._reason, self._ended_at = None, time.monotonic()
            _log.warning("The database is back after %.0f seconds.", self._ended_at - began)

    async def _look(self) -> Exception | None:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):  # no statement: one that is frozen cannot be cancelled
                await (await psycopg.AsyncConnection.connect(self._url)).close()
        except (TimeoutError, psycopg.errors.ConnectionTimeout):
            return TimeoutError("the server does not answer")
        except (psycopg.Error, OSError) as error:
            return error
        return None

    def _end_connections(self) -> None:
        for connection in list(self._connections):
            # Its waiter finds the end of the stream. Cancelling it would wait for the server once more.
            with (
                contextlib.suppress(OSError, psycopg.Error),  # it has ended
                socket.socket(fileno=os.dup(connection.fileno())) as end,
            ):
                end.shutdown(socket.SHUT_RDWR)

    async def _revive(self) -> None:
        if self.revive is not None:
            with contextlib.suppress(ChronosError):  # the next look says why
                await self.revive()
