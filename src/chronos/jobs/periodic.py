"""Periodic jobs: work that a room has done on a schedule, in a queue of its own."""

import logging
from collections.abc import Awaitable, Callable

import procrastinate

from chronos.errors import ChronosError

UPKEEP = "upkeep"

_log = logging.getLogger(__name__)


def add_periodic(queue: procrastinate.App, name: str, cron: str, work: Callable[[], Awaitable[None]]) -> None:
    """Add the job `upkeep.NAME`, which does `work` whenever `cron` says, one at a time among all of upkeep."""

    @queue.periodic(cron=cron)
    @queue.task(name=f"upkeep.{name}", queue=UPKEEP, queueing_lock=f"upkeep.{name}", lock=UPKEEP)
    async def run(timestamp: int) -> None:
        # What fails now is tried again next time, and `chronos db doctor` says what is overdue.
        try:
            await work()
        except ChronosError as error:
            _log.warning("upkeep.%s was not done: %s", name, error)
