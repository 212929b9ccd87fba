"""Jobs of dead workers are rescued or given up."""

from chronos.db import Database, Tx
from chronos.jobs import enqueue_stage, rescue_dead
from chronos.jobs.rescue import MAX_ATTEMPTS
from tests.factories import a_creator, a_video


async def a_job_of_a_dead_worker(tx: Tx, *, attempts: int) -> str:
    """A job that a worker took and whose last heartbeat is an hour old."""
    video = await a_video(tx, await a_creator(tx), status="pending")
    await enqueue_stage(tx, video, "probe")
    await tx.fetch("select set_config('search_path', 'jobs, public, extensions', true)")
    await tx.execute(
        "with dead as (insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 hour') "
        "returning id) update procrastinate_jobs set status = 'doing', attempts = %(attempts)s, "
        "worker_id = (select id from dead)",
        {"attempts": attempts},
    )
    return str(video)


async def test_job_goes_back_into_the_queue(db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_job_of_a_dead_worker(tx, attempts=0)
    async with db.as_service("test") as tx:
        assert await rescue_dead(tx) == []
    async with db.as_service("test") as tx:
        [job] = await tx.fetch("select status::text, attempts, worker_id from jobs.procrastinate_jobs")
    assert job == {"status": "todo", "attempts": 1, "worker_id": None}


async def test_job_is_given_up_after_the_last_attempt(db: Database) -> None:
    async with db.as_service("test") as tx:
        video = await a_job_of_a_dead_worker(tx, attempts=MAX_ATTEMPTS - 1)
    async with db.as_service("test") as tx:
        [given_up] = await rescue_dead(tx)
    assert given_up.task_name == "pipeline.probe"
    assert given_up.arguments == {"video_id": video}


async def test_job_of_a_living_worker_is_left_alone(db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_job_of_a_dead_worker(tx, attempts=0)
        await tx.execute("update procrastinate_workers set last_heartbeat = now()")
    async with db.as_service("test") as tx:
        assert await rescue_dead(tx) == []
        [job] = await tx.fetch("select status::text from jobs.procrastinate_jobs")
    assert job["status"] == "doing"
