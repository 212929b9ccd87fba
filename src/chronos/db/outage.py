"""Outage: a time in which the database cannot be reached, noticed by the first failure and watched until it ends."""

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import Awaitable, Callable

import psycopg

from chronos.db.sqlstate import unavailable
from chronos.errors import ChronosError, ProviderError

LOOK_SECONDS = 1.0  # between two looks at a server that is away
CONNECT_SECONDS = 5  # after which one look counts as failed

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

    @property
    def error(self) -> ProviderError | None:
        """What a caller gets while the outage lasts; None when there is none."""
        return unavailable(self._reason) if self._reason is not None else None

    def notice(self) -> None:
        """Look whether the server answers, and if it does not, again and again until it does."""
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._until_it_answers())

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
        began = time.monotonic()
        while (reason := await self._look()) is not None:
            if self._reason is None:
                _log.warning("%s Waiting until it is back.", unavailable(reason))
            self._reason = reason
            await self._revive()
            await asyncio.sleep(LOOK_SECONDS)
        if self._reason is not None:
            self._reason, self._ended_at = None, time.monotonic()
            _log.warning("The database is back after %.0f seconds.", self._ended_at - began)

    async def _look(self) -> Exception | None:
        try:
            async with asyncio.timeout(CONNECT_SECONDS + 1):
                connection = await psycopg.AsyncConnection.connect(
                    self._url, autocommit=True, connect_timeout=CONNECT_SECONDS
                )
                async with connection:
                    await connection.execute("select")
        except (psycopg.Error, OSError, TimeoutError) as error:
            return error
        return None

    async def _revive(self) -> None:
        if self.revive is not None:
            with contextlib.suppress(ChronosError):  # the next look says why
                await self.revive()
