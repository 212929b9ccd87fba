"""Check the queue: its tables, its workers, and jobs that wait or are stuck."""

from chronos.db import (
    Diagnosis,
    Owner,
    fail,
    fetch,
    fetch_one,
    installed_queue_version,
    load_queries,
    name_some,
    ok,
    queue_version,
    warn,
)
from chronos.jobs.rescue import SILENCE_SECONDS

PATIENCE_SECONDS = 3600.0  # a long lecture takes its time; an hour of waiting is too much
PUSH = "Run `chronos db push`."

_QUERIES = load_queries("chronos.jobs")


async def check_queue_schema(connection: Owner) -> Diagnosis:
    """Compare the version of the queue's tables with the installed library."""
    tables, library = await queue_version(connection), installed_queue_version()
    if tables is None:
        return fail("queue schema", "the job queue has no tables", PUSH)
    if tables == library:
        return ok("queue schema", f"as of {tables}")
    remedy = PUSH if tables < library else "Update Chronos."
    return fail("queue schema", f"the tables are as of {tables}, the library as of {library}", remedy)


async def check_workers(connection: Owner) -> Diagnosis:
    """Count the workers that are alive."""
    alive = (await fetch_one(connection, _QUERIES["count_workers"], {"silence_seconds": SILENCE_SECONDS}))["alive"]
    waiting = (await fetch_one(connection, _QUERIES["count_waiting_jobs"]))["jobs"]
    if alive:
        return ok("workers", f"{alive} alive")
    remedy = "Start one with `chronos worker` or `chronos up`."
    if waiting:
        return fail("workers", f"none is alive; jobs waiting: {waiting:,}", remedy)
    return warn("workers", "none is alive", remedy)


async def check_waiting(connection: Owner) -> Diagnosis:
    """Measure how long the oldest job has been waiting."""
    waiting = await fetch_one(connection, _QUERIES["count_waiting_jobs"])
    if not waiting["jobs"]:
        return ok("waiting jobs", "none")
    evidence = f"{waiting['jobs']:,}, the oldest for {waiting['oldest_seconds'] / 60:.0f} minutes"
    if waiting["oldest_seconds"] > PATIENCE_SECONDS:
        remedy = "Start more workers: `chronos worker`, on as many machines as you like."
        return warn("waiting jobs", evidence, remedy)
    return ok("waiting jobs", evidence)


async def check_stuck(connection: Owner) -> Diagnosis:
    """List the jobs of dead workers."""
    stuck = await fetch(connection, _QUERIES["list_stuck_jobs"], {"silence_seconds": SILENCE_SECONDS})
    if stuck:
        evidence = name_some([f"{row['task_name']} #{row['id']}" for row in stuck])
        return fail("stuck jobs", evidence, "Start a worker: it requeues the jobs of dead workers.")
    return ok("stuck jobs", "none")


QUEUE_CHECKS = (check_queue_schema, check_workers, check_waiting, check_stuck)
