"""Rescue the jobs of dead workers, and give up the work that kills its workers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chronos.db import Tx, load_queries

MAX_ATTEMPTS = 3
MOST_DEATHS = 10  # of workers at the same work, although workers died at other work too
HEARTBEAT_SECONDS = 3.0
SILENCE_SECONDS = 15.0  # after five missed heartbeats a worker is dead

_QUERIES = load_queries("chronos.jobs")


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A job that killed its workers: `deaths` of them in `stage`, all at the same second of the video."""

    arguments: Mapping[str, Any]
    stage: str
    position_seconds: float
    deaths: int


async def rescue_dead(tx: Tx) -> list[GivenUp]:
    """Put the jobs of dead workers back into the queue, as the service; return those that are given up.

    A job is given up after `MAX_ATTEMPTS` deaths of workers at the same work, none at other work in between; or, since
    then the cause is unsure, after `MOST_DEATHS`. A worker that died at no work or was stopped counts for nothing. Of
    several workers that do this at once, one does it.
    """
    await tx.fetch_one(_QUERIES["enter_queue_schema"])  # the queue's own triggers name no schema
    alone = await tx.fetch_one(_QUERIES["rescue_alone"])
    if alone is None or not alone["is_alone"]:
        return []
    silence = {"silence_seconds": SILENCE_SECONDS}
    await tx.execute(_QUERIES["note_deaths"], silence)
    limits = {"max_attempts": MAX_ATTEMPTS, "most_deaths": MOST_DEATHS}
    return [
        GivenUp(row["args"], row["stage"], row["position_seconds"], row["deaths"])
        for row in await tx.fetch(_QUERIES["rescue_dead"], silence | limits)
        if row["status"] == "failed"
    ]


async def can_tell_dead(tx: Tx) -> bool:
    """Return whether the server has been up for long enough that each living worker has reported to it."""
    row = await tx.fetch_one(_QUERIES["server_is_settled"], {"silence_seconds": SILENCE_SECONDS})
    return row is not None and bool(row["is_settled"])
