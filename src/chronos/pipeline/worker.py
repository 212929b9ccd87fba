"""The worker: run jobs until it is stopped, and bring back those of workers that died."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

import procrastinate
import psycopg
from procrastinate.exceptions import ConnectorException

from chronos.db import Database
from chronos.errors import ProviderError
from chronos.jobs import HEARTBEAT_SECONDS, IMPORTS, QUEUE, SILENCE_SECONDS, UPKEEP, rescue_dead
from chronos.pipeline.tasks import fail_given_up

IMPORTS_AT_ONCE = 2  # slow servers should not hold up quick ones
POLL_SECONDS = 2.0  # a notification usually comes first
STOP_PATIENCE_SECONDS = 2.0  # then a job is left, and comes back with the next worker

_log = logging.getLogger(__name__)
_library_log = logging.getLogger("procrastinate.worker")


@contextlib.asynccontextmanager
async def running_worker(queue: procrastinate.App, db: Database, *, concurrency: int = 1) -> AsyncIterator[None]:
    """A worker that runs for as long as the block does. Raises what ended it early.

    It waits for a database that is away. Fetching and upkeep are done beside the videos: none waits for the other.
    """
    _library_log.addFilter(_is_news)  # once, however often
    async with queue.open_async():
        workers = {
            asyncio.create_task(_work(queue, QUEUE, concurrency)),
            asyncio.create_task(_work(queue, IMPORTS, IMPORTS_AT_ONCE)),
            asyncio.create_task(_work(queue, UPKEEP, 1)),
            asyncio.create_task(_rescue(db)),
        }
        body = asyncio.current_task()
        assert body is not None  # noqa: S101 - a context manager runs in a task

        def end_the_block(_: asyncio.Task[None]) -> None:
            body.cancel("the worker stopped")

        for worker in workers:
            worker.add_done_callback(end_the_block)
        try:
            yield
        finally:
            ended_early = [worker for worker in workers if worker.done()]
            for worker in workers:
                worker.remove_done_callback(end_the_block)
            await _end(workers)
            for worker in ended_early:
                if not worker.cancelled() and isinstance(reason := worker.exception(), Exception):
                    raise reason


async def _end(tasks: set[asyncio.Task[None]]) -> None:
    """Cancel until it is heard: until Python 3.12 `asyncio.wait_for`, which the pool uses, may lose a cancellation."""
    while tasks:
        for task in tasks:
            task.cancel()
        _, tasks = await asyncio.wait(tasks, timeout=STOP_PATIENCE_SECONDS + 3)


async def _work(queue: procrastinate.App, name: str, concurrency: int) -> None:
    """Work until cancelled; the library's worker ends when the database is away, by itself or with an error."""
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - a worker is a task
    while not task.cancelling():  # a stop while the database is away ends with the error
        try:
            await queue.run_worker_async(
                queues=[name],
                concurrency=concurrency,
                install_signal_handlers=False,
                fetch_job_polling_interval=POLL_SECONDS,
                shutdown_graceful_timeout=STOP_PATIENCE_SECONDS,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=SILENCE_SECONDS,
                delete_jobs="successful",
            )
            reason = "the database is away"
        except ConnectorException as error:
            reason = str(error.__cause__ or error)
        if not task.cancelling():
            _log.warning("queue %s is tried again: %s", name, " ".join(reason.split()))
            await asyncio.sleep(HEARTBEAT_SECONDS)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a line of the library's worker says more than `_work`: a traceback of a lost database does not."""
    return getattr(record, "action", None) != "side_task_failed"


async def _rescue(db: Database) -> None:
    """Not a job itself: a job could be on the worker that died."""
    while True:
        try:
            async with db.as_service("jobs.rescue") as tx:
                given_up = await rescue_dead(tx)
            if given_up:
                await fail_given_up(db, given_up)
        except (ProviderError, psycopg.Error) as error:  # the database or its tables are away for a moment
            _log.warning("rescue failed: %s", error)
        await asyncio.sleep(HEARTBEAT_SECONDS)
