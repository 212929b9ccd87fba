"""Work that begins after a request was answered, so that its time tells the client nothing."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from chronos.errors import ChronosError, OverLimit

MAX_RUNNING = 200
FINISH_SECONDS = 5.0  # of a server that stops

_log = logging.getLogger(__name__)


class Background:
    """Runs coroutines beside the requests of a server."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work`, whose failure is logged. Raises OverLimit (`rate_limited`) when too much is running."""
        if len(self._running) >= MAX_RUNNING:
            work.close()
            raise OverLimit("The server is busy. Try again in a minute.", code="rate_limited", retry_after_seconds=60)
        task = asyncio.create_task(_logged(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finish(self, seconds: float = FINISH_SECONDS) -> None:
        """Wait until everything has ended, and end what takes longer."""
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=seconds)
            for task in late:
                task.cancel()


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except ChronosError as error:
        _log.warning("%s", error)
    except Exception:
        _log.exception("work in the background failed")
