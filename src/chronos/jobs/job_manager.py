"""Job manager: which job a worker gets next, and what becomes of one that it gives back."""

import datetime
from collections.abc import Iterable
from typing import Any

from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from chronos.db import load_queries
from chronos.jobs.connector import PatientConnector

HOLD_SECONDS = 10.0  # that a turn lasts, if its video takes as long, while other creators wait

_QUERIES = load_queries("chronos.jobs")


class FairJobManager(JobManager):
    """procrastinate's own, with turns by creator (docs/decisions/0025), and safe to repeat after an outage.

    A statement may have run although its answer never came. So a worker first gets back a job that is marked as its own
    without it knowing, and only the worker that has a job finishes it or gives it back.
    """

    def __init__(self, connector: PatientConnector) -> None:
        super().__init__(connector)
        self._patient = connector
        self._held: set[int] = set()
        self._spared: set[int] = set()

    def spare(self, job_id: int) -> None:
        """Count no attempt when this job is given back."""
        self._spared.add(job_id)

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """Return the next job: of the creator with the fewest jobs at work, then of the one served longest ago."""
        row = await self._patient.fetch_in_turn(
            _QUERIES["take_turn"],
            queues=list(queues or ()),
            worker_id=worker_id,
            held=list(self._held),
            hold_seconds=HOLD_SECONDS,
        )
        if row is None:
            return None
        self._held.add(row["id"])
        return Job.from_row(row)

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """End the job, unless another worker has taken it over."""
        await self._end("finish_job", job, status=status.value, delete_job=delete_job)

    async def retry_job(self, job: Job, retry_at: datetime.datetime | None = None, *_: Any, **__: Any) -> None:
        """Give the job back, unless another worker has taken it over; it counts an attempt unless it is spared."""
        counted = 0 if job.id in self._spared else 1
        await self._end("give_back", job, retry_at=retry_at, counted=counted)

    async def update_heartbeat(self, worker_id: int) -> None:
        """Say that the worker lives, also when its row was removed in the meantime."""
        await self._patient.execute_query_async(_QUERIES["update_heartbeat"], worker_id=worker_id)

    async def prune_stalled_workers(self, seconds_since_heartbeat: float) -> list[int]:
        """Keep them: after an outage a worker that lives looks like a dead one. `rescue_dead` takes the jobs."""
        del seconds_since_heartbeat
        return []

    async def _end(self, statement: str, job: Job, **values: Any) -> None:
        assert job.id is not None  # noqa: S101 - it came from the database
        await self._patient.execute_query_async(_QUERIES[statement], job_id=job.id, worker_id=job.worker_id, **values)
        self._held.discard(job.id)
        self._spared.discard(job.id)
