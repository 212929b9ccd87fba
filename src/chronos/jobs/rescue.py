"""Rescue the jobs of dead workers, and give up those that have used their attempts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import procrastinate

from chronos.db import Tx, load_queries

MAX_ATTEMPTS = 3
HEARTBEAT_SECONDS = 3.0
SILENCE_SECONDS = 15.0  # after five missed heartbeats a worker is dead

_QUERIES = load_queries("chronos.jobs")


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A job without attempts left."""

    task_name: str
    arguments: Mapping[str, Any]


async def rescue_dead(tx: Tx) -> list[GivenUp]:
    """Put the jobs of dead workers back into the queue, as the service; return those that used `MAX_ATTEMPTS`.

    Several workers may do this at once: one of them takes each job.
    """
    await tx.fetch_one(_QUERIES["enter_queue_schema"])  # the queue's own triggers name no schema
    rows = await tx.fetch(_QUERIES["rescue_dead"], {"silence_seconds": SILENCE_SECONDS, "max_attempts": MAX_ATTEMPTS})
    return [GivenUp(row["task_name"], row["args"]) for row in rows if row["status"] == "failed"]


async def spare_attempt(queue: procrastinate.App, job_id: int) -> None:
    """Uncount the present attempt in advance: giving the job back to the queue counts one."""
    await queue.connector.execute_query_async(_QUERIES["spare_attempt"], job_id=job_id)
