"""Periodic jobs: work on a schedule, in a queue of its own."""

import logging
from collections.abc import Awaitable, Callable

import procrastinate

from chronos.db import Outage
from chronos.errors import ChronosError

UPKEEP = "upkeep"

_log = logging.getLogger(__name__)


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
