"""Videos that came without their jobs get the next one."""

from chronos.db import Database
from chronos.model import Actor
from chronos.pipeline import continue_videos
from tests.factories import a_video


async def test_each_video_on_its_way_gets_its_next_job(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        for status in ("pending", "uploading", "transcribing", "processing", "embedding", "completed", "failed"):
            await a_video(tx, creator.creator_id, status=status)
    assert await continue_videos(db, creator.creator_id) == 4
    async with db.as_service("test") as tx:
        rows = await tx.fetch("select task_name from jobs.procrastinate_jobs order by id")
    assert {row["task_name"] for row in rows} == {
        f"pipeline.{stage}" for stage in ("probe", "transcribe", "chunk", "embed")
    }
