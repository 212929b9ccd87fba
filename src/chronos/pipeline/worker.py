"""The worker: run jobs until it is stopped, and bring back those of workers that died."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

import psycopg
from procrastinate.exceptions import ConnectorException

from chronos.db import Database
from chronos.errors import ProviderError
from chronos.jobs import (
    HEARTBEAT_SECONDS,
    IMPORTS,
    QUEUE,
    SILENCE_SECONDS,
    UPKEEP,
    WHOP,
    Queue,
    can_tell_dead,
    rescue_dead,
)
from chronos.pipeline.tasks import fail_given_up

IMPORTS_AT_ONCE = 4  # slow servers should not hold up quick ones
POLL_SECONDS = 2.0  # a notification usually comes first
STOP_PATIENCE_SECONDS = 2.0  # then a job is left, and comes back with the next worker

_log = logging.getLogger(__name__)
_LIBRARY_LOGS = ("procrastinate.worker", "procrastinate.worker.worker", "procrastinate.utils")
_SIDE_TASKS = ("update_heartbeats", "deferrer", "listener", "poll_jobs_to_abort")
_NO_NEWS = {"side_task_failed", *(f"{name}_error" for name in _SIDE_TASKS)}


@contextlib.asynccontextmanager
async def running_worker(queue: Queue, db: Database, *, concurrency: int = 1) -> AsyncIterator[None]:
    """A worker that runs for as long as the block does, also while the database is away. Raises what ended it early.

    Fetching and upkeep are done beside the videos: none waits for the other.
    """
    for name in _LIBRARY_LOGS:
        logging.getLogger(name).addFilter(_is_news)  # once, however often
    queue.patient.is_patient = True
    async with queue.open_async():
        workers = {
            asyncio.create_task(_work(queue, QUEUE, concurrency)),
            asyncio.create_task(_work(queue, IMPORTS, IMPORTS_AT_ONCE)),
            asyncio.create_task(_work(queue, UPKEEP, 1)),
            asyncio.create_task(_work(queue, WHOP, 1)),
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
            queue.patient.is_patient = False  # without a database there is nothing to put in order
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


async def _work(queue: Queue, name: str, concurrency: int) -> None:
    """Work until cancelled; the library's worker ends when its tables are away, by itself or with an error."""
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
        if not task.cancelling():  # an outage never gets here: its connector waits
            _log.warning("queue %s is tried again: %s", name, " ".join(reason.split()))
            await asyncio.sleep(HEARTBEAT_SECONDS)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a line of the library's worker says more than `_work`: a traceback of lost tables does not."""
    return getattr(record, "action", None) not in _NO_NEWS


async def _rescue(db: Database) -> None:
    """Not a job itself: a job could be on the worker that died.

    After an outage all workers have been silent, the living ones too: none is declared dead before it could report.
    """
    while True:
        try:
            if db.outage.is_long_over(SILENCE_SECONDS):
                await _rescue_once(db)
        except (ProviderError, psycopg.Error) as error:  # the database or its tables are away for a moment
            if not isinstance(error, ProviderError) or error.code != "database_unavailable":  # `Outage` says that
                _log.warning("rescue failed: %s", error)
        await asyncio.sleep(HEARTBEAT_SECONDS)


async def _rescue_once(db: Database) -> None:
    async with db.as_service("jobs.rescue") as tx:
        if not await can_tell_dead(tx):
            return
        await fail_given_up(tx, await rescue_dead(tx))
