"""Jobs whose worker died go back into the queue, until they have killed too many workers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import procrastinate

from chronos.db import Tx, load_queries

MAX_ATTEMPTS = 3
HEARTBEAT_SECONDS = 3.0
SILENCE_SECONDS = 15.0  # a worker that was silent for five heartbeats is dead

_QUERIES = load_queries("chronos.jobs")


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A job that will not be tried again."""

    task_name: str
    arguments: Mapping[str, Any]


async def rescue_dead(tx: Tx) -> list[GivenUp]:
    """Put the jobs of dead workers back into the queue; those that are given up, `MAX_ATTEMPTS` tries being used.

    Several workers may do this at once: each dead job is taken by one of them. Service only.
    """
    await tx.fetch_one(_QUERIES["enter_queue_schema"])  # the queue's own triggers name no schema
    rows = await tx.fetch(_QUERIES["rescue_dead"], {"silence_seconds": SILENCE_SECONDS, "max_attempts": MAX_ATTEMPTS})
    return [GivenUp(row["task_name"], row["args"]) for row in rows if row["status"] == "failed"]


async def spare_attempt(queue: procrastinate.App, job_id: int) -> None:
    """Do not count the attempt that is being made at this job: the queue does so when the job is given back."""
    await queue.connector.execute_query_async(_QUERIES["spare_attempt"], job_id=job_id)
