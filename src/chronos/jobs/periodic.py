"""Periodic jobs: work on a schedule, in a queue of its own."""

import contextlib
import logging
import time
from collections.abc import Awaitable, Callable

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued, TaskNotFound

from chronos.db import Outage
from chronos.errors import ChronosError

UPKEEP = "upkeep"

_log = logging.getLogger(__name__)


async def run_soon(queue: procrastinate.App, name: str) -> None:
    """Add the periodic job `upkeep.NAME` to those that wait, whatever its schedule; once, if it waits already."""
    with contextlib.suppress(AlreadyEnqueued, TaskNotFound):  # a process without upkeep has no such job
        await queue.configure_task(f"{UPKEEP}.{name}", allow_unknown=False).defer_async(timestamp=int(time.time()))


def add_periodic(
    queue: procrastinate.App, name: str, cron: str, work: Callable[[], Awaitable[None]], outage: Outage
) -> None:
    """Add the job `upkeep.NAME`, which runs `work` on the schedule `cron` (UTC), one upkeep job at a time."""

    @queue.periodic(cron=cron)
    @queue.task(name=f"{UPKEEP}.{name}", queue=UPKEEP, queueing_lock=f"{UPKEEP}.{name}", lock=UPKEEP)
    async def run(timestamp: int) -> None:
        # A failure is retried on schedule, and `chronos db doctor` reports what is overdue.
        try:
            await work()
        except ChronosError as error:
            if error.code == "database_unavailable" and outage.error is not None:
                return  # it is in the log already
            _log.warning("%s.%s failed: %s", UPKEEP, name, error)
