"""Jobs of dead workers are rescued; work that kills its workers is given up."""

from collections.abc import Sequence

import pytest

from chronos.db import Database, Tx
from chronos.jobs import enqueue_stage, note_work, rescue_dead
from chronos.jobs.rescue import MAX_ATTEMPTS, MOST_DEATHS, GivenUp
from chronos.model import VideoId
from tests.factories import a_creator, a_video


async def a_waiting_video(db: Database) -> VideoId:
    async with db.as_service("test") as tx:
        video = await a_video(tx, await a_creator(tx), status="pending")
        await enqueue_stage(tx, VideoId(video), "probe")
    return VideoId(video)


async def die(db: Database, *videos: VideoId, at: float | None = 0.0) -> Sequence[GivenUp]:
    """Let a worker of its own take the job of each video, note its work (None: none) and die; rescue the jobs."""
    async with db.as_service("test") as tx:
        await _take(tx, videos)
        for video in videos:
            if at is not None:
                await note_work(tx, video, "probe", at)
    async with db.as_service("test") as tx:
        return await rescue_dead(tx)


async def _take(tx: Tx, videos: Sequence[VideoId], *, last_heartbeat: str = "1 hour") -> None:
    await tx.fetch("select set_config('search_path', 'jobs, public, extensions', true)")
    for video in videos:
        await tx.execute(
            "with worker as (insert into procrastinate_workers (last_heartbeat) values (now() - %(ago)s::interval) "
            "returning id) update procrastinate_jobs set status = 'doing', worker_id = (select id from worker) "
            "where args ->> 'video_id' = %(id)s",
            {"id": str(video), "ago": last_heartbeat},
        )


async def jobs(db: Database) -> list[dict[str, object]]:
    async with db.as_service("test") as tx:
        return await tx.fetch("select status::text, attempts, worker_id from jobs.procrastinate_jobs order by id")


WAITS = {"status": "todo", "attempts": 0, "worker_id": None}


async def test_job_goes_back_into_the_queue(db: Database) -> None:
    video = await a_waiting_video(db)
    assert await die(db, video) == []
    assert await jobs(db) == [WAITS]


async def test_job_of_a_living_worker_is_left_alone(db: Database) -> None:
    video = await a_waiting_video(db)
    async with db.as_service("test") as tx:
        await _take(tx, [video], last_heartbeat="1 second")
    async with db.as_service("test") as tx:
        assert await rescue_dead(tx) == []
    assert [job["status"] for job in await jobs(db)] == ["doing"]


async def test_work_that_kills_its_workers_is_given_up(db: Database) -> None:
    video = await a_waiting_video(db)
    for _ in range(MAX_ATTEMPTS - 1):
        assert await die(db, video, at=750.0) == []
    [given_up] = await die(db, video, at=750.0)
    assert given_up == GivenUp({"video_id": str(video)}, "probe", 750.0, MAX_ATTEMPTS)
    assert [job["status"] for job in await jobs(db)] == ["failed"]


@pytest.mark.parametrize("places", [[0.0, 30.0], [None]], ids=["that moved on", "that had not begun"])
async def test_deaths_at_no_or_other_work_count_for_nothing(db: Database, places: list[float | None]) -> None:
    video = await a_waiting_video(db)
    for number in range(MOST_DEATHS + 2):
        assert await die(db, video, at=places[number % len(places)]) == []


async def test_deaths_at_other_videos_acquit(db: Database) -> None:
    one, other = await a_waiting_video(db), await a_waiting_video(db)
    for _ in range(MAX_ATTEMPTS - 1):
        assert await die(db, one) == []
    assert await die(db, other) == []
    assert await die(db, one) == []
    assert await die(db, one) == []
    assert [given_up.deaths for given_up in await die(db, one)] == [MAX_ATTEMPTS + 2]


async def test_workers_that_die_together_acquit_each_other_for_a_time(db: Database) -> None:
    one, other = await a_waiting_video(db), await a_waiting_video(db)
    for _ in range(MOST_DEATHS - 1):
        assert await die(db, one, other) == []
    assert len(await die(db, one, other)) == 2


async def test_the_counting_begins_anew_after_a_retry(db: Database) -> None:
    video = await a_waiting_video(db)
    for _ in range(MAX_ATTEMPTS):
        given_up = await die(db, video)
    assert given_up
    async with db.as_service("test") as tx:
        await tx.execute("update jobs.procrastinate_jobs set args = '{}'")
        await enqueue_stage(tx, video, "probe")
    assert await die(db, video) == []
