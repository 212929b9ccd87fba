"""Work on videos as a worker does, and look at what became of them."""

import asyncio

from chronos.app import App
from chronos.db import Database
from chronos.model import Actor, VideoId
from chronos.videos import Video, get_video


async def look(db: Database, actor: Actor, video_id: VideoId) -> Video:
    """Return the video as its owner sees it."""
    async with db.acting_as(actor) as tx:
        return await get_video(tx, video_id)


async def work_until_done(app: App, actor: Actor, video_id: VideoId) -> Video:
    """Run a worker until the video is completed or failed."""
    async with app.worker(), asyncio.timeout(60):
        # The worker reports to the database alone.
        while (video := await look(app.db, actor, video_id)).status not in ("completed", "failed"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return video


async def work_until_idle(app: App) -> None:
    """Run a worker until no work on a video is left, pictures included, for which no video waits."""
    async with app.worker(), asyncio.timeout(60):
        while await _count_jobs(app.db):  # noqa: ASYNC110 - the worker reports to the database alone
            await asyncio.sleep(0.05)


async def _count_jobs(db: Database) -> int:
    async with db.as_service("test") as tx:
        row = await tx.fetch_one(
            "select count(*) as jobs from jobs.procrastinate_jobs "
            "where task_name like 'pipeline.%%' and status in ('todo', 'doing')",
            {},
        )
    assert row is not None
    return int(row["jobs"])
