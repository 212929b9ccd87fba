"""Jobs of workers that died."""

from uuid import uuid4

import pytest

from chronos.db import Database, Tx
from chronos.errors import ChronosError
from chronos.jobs import enqueue_stage, rescue_dead
from chronos.jobs.rescue import MAX_ATTEMPTS
from tests.factories import a_creator, a_video, as_creator


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


async def test_it_goes_back_into_the_queue(db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_job_of_a_dead_worker(tx, attempts=0)
    async with db.as_service("test") as tx:
        assert await rescue_dead(tx) == []
    async with db.as_service("test") as tx:
        [job] = await tx.fetch("select status::text, attempts, worker_id from jobs.procrastinate_jobs")
    assert job == {"status": "todo", "attempts": 1, "worker_id": None}


async def test_it_is_given_up_after_the_last_attempt(db: Database) -> None:
    async with db.as_service("test") as tx:
        video = await a_job_of_a_dead_worker(tx, attempts=MAX_ATTEMPTS - 1)
    async with db.as_service("test") as tx:
        [given_up] = await rescue_dead(tx)
    assert given_up.task_name == "pipeline.probe"
    assert given_up.arguments == {"video_id": video}


async def test_a_living_workers_job_is_left_alone(db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_job_of_a_dead_worker(tx, attempts=0)
        await tx.execute("update procrastinate_workers set last_heartbeat = now()")
    async with db.as_service("test") as tx:
        assert await rescue_dead(tx) == []
        [job] = await tx.fetch("select status::text from jobs.procrastinate_jobs")
    assert job["status"] == "doing"


async def test_a_job_appears_with_its_transaction_or_not_at_all(db: Database) -> None:
    async def begin_and_fail() -> None:
        async with db.as_service("test") as tx:
            video = await a_video(tx, await a_creator(tx), status="pending")
            await enqueue_stage(tx, video, "probe")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        await begin_and_fail()
    async with db.as_service("test") as tx:
        assert await tx.fetch("select id from jobs.procrastinate_jobs") == []


async def test_one_that_waits_already_is_enough(db: Database) -> None:
    async with db.as_service("test") as tx:
        video = await a_video(tx, await a_creator(tx), status="pending")
        await enqueue_stage(tx, video, "probe")
        await enqueue_stage(tx, video, "probe")
        assert len(await tx.fetch("select id from jobs.procrastinate_jobs")) == 1


async def test_a_creator_adds_jobs_for_its_own_videos_only(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada, bob = await a_creator(tx), await a_creator(tx, name="Bob")
        video = await a_video(tx, ada, status="pending")
    async with db.acting_as(as_creator(ada)) as tx:
        await enqueue_stage(tx, video, "probe")
    for foreign in (video, uuid4()):
        with pytest.raises(ChronosError):
            async with db.acting_as(as_creator(bob)) as tx:
                await enqueue_stage(tx, foreign, "embed")  # type: ignore[arg-type]
