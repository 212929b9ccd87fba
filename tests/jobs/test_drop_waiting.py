"""The waiting jobs of removed videos are dropped; started ones stay."""

from chronos.db import Database
from chronos.jobs import drop_waiting, enqueue_stage
from tests.factories import a_creator, a_video


async def test_waiting_jobs_of_these_videos_are_dropped(db: Database) -> None:
    async with db.as_service("test") as tx:
        creator = await a_creator(tx)
        waiting, started, other = [await a_video(tx, creator, status="pending") for _ in range(3)]
        for video in (waiting, started, other):
            await enqueue_stage(tx, video, "probe")
        await tx.fetch("select set_config('search_path', 'jobs, public, extensions', true)")
        await tx.execute(
            "update procrastinate_jobs set status = 'doing' where args ->> 'video_id' = %(id)s", {"id": str(started)}
        )
    async with db.as_service("test") as tx:
        assert await drop_waiting(tx, [waiting, started]) == 1
    async with db.as_service("test") as tx:
        left = await tx.fetch("select args ->> 'video_id' as id from jobs.procrastinate_jobs")
    assert {row["id"] for row in left} == {str(started), str(other)}
