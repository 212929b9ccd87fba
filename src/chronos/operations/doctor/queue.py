"""Checks of the job queue."""

from chronos.db import Owner, fetch, fetch_one, load_queries
from chronos.operations.doctor.diagnosis import Diagnosis, failed, listed, warned, well

SILENCE_SECONDS = 15.0  # as the queue has it: a worker that was silent for so long is dead
PATIENCE_SECONDS = 3600.0  # a long lecture takes its time; an hour of waiting is too much

_QUERIES = load_queries("chronos.operations.doctor")


async def check_workers(connection: Owner) -> Diagnosis:
    """Somebody works."""
    workers = await fetch_one(connection, _QUERIES["workers"], {"silence_seconds": SILENCE_SECONDS})
    waiting = await fetch_one(connection, _QUERIES["waiting_jobs"])
    if workers["alive"]:
        return well("workers", f"{workers['alive']} alive")
    remedy = "Start one with `chronos worker` or `chronos up`."
    if waiting["jobs"]:
        return failed("workers", f"none is alive, and {waiting['jobs']:,} jobs wait", remedy)
    return warned("workers", "none is alive", remedy)


async def check_waiting(connection: Owner) -> Diagnosis:
    """No job waits for long."""
    waiting = await fetch_one(connection, _QUERIES["waiting_jobs"])
    if not waiting["jobs"]:
        return well("waiting jobs", "none")
    evidence = f"{waiting['jobs']:,}, the oldest for {waiting['oldest_seconds'] / 60:.0f} minutes"
    if waiting["oldest_seconds"] > PATIENCE_SECONDS:
        return warned(
            "waiting jobs", evidence, "Start more workers: `chronos worker`, on as many machines as you like."
        )
    return well("waiting jobs", evidence)


async def check_stuck(connection: Owner) -> Diagnosis:
    """No job belongs to a worker that died."""
    stuck = await fetch(connection, _QUERIES["stuck_jobs"], {"silence_seconds": SILENCE_SECONDS})
    if stuck:
        evidence = listed([f"{row['task_name']} #{row['id']}" for row in stuck])
        return failed("stuck jobs", evidence, "Start a worker: it brings back the jobs of those that died.")
    return well("stuck jobs", "none")
