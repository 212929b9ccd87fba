"""A stage begins when it is its turn, and steps on once, with the next job."""

from uuid import UUID

import pytest

from chronos.db import Database
from chronos.model import VideoId
from chronos.pipeline.steps import NEXT, STATUSES, WORKING, Removed, begin, finish, hold, mark_failed, set_progress
from tests.factories import a_creator, a_video

GONE = VideoId(UUID(int=1))


@pytest.mark.parametrize("status", STATUSES)
async def test_only_the_stage_whose_turn_it_is_begins(db: Database, status: str) -> None:
    for stage, working in WORKING.items():
        async with db.as_service("test") as tx:
            video = await a_video(tx, await a_creator(tx), status=status)
            begun = await begin(tx, video, stage)
            is_first = status == "pending" and working == "uploading"
            assert (begun is not None) == (working == status or is_first)
            assert await begin(tx, GONE, stage) is None


async def test_every_stage_steps_once_and_adds_the_next_job(db: Database) -> None:
    async with db.as_service("test") as tx:
        video = await a_video(tx, await a_creator(tx), status="uploading")
        for stage in ("probe", "transcribe", "chunk", "embed"):
            await finish(tx, video, stage)
            await finish(tx, video, stage)
        jobs = await tx.fetch("select task_name from jobs.procrastinate_jobs order by id")
        row = await tx.fetch_one("select status::text from videos")
    assert [job["task_name"] for job in jobs] == [
        f"pipeline.{NEXT[stage]}" for stage in ("probe", "transcribe", "chunk")
    ]
    assert row == {"status": "completed"}


async def test_progress_never_goes_back_and_failure_says_why(db: Database) -> None:
    async with db.as_service("test") as tx:
        video = await a_video(tx, await a_creator(tx), status="transcribing")
        for progress in (0.5, 0.2, 7.0):
            await set_progress(tx, video, progress)
        await mark_failed(tx, video, "It broke.")
        await mark_failed(tx, video, "Again.")
        row = await tx.fetch_one("select status::text, error_message from videos")
    assert row == {"status": "failed", "error_message": "It broke."}


async def test_removed_video_ends_the_stage(db: Database) -> None:
    async with db.as_service("test") as tx:
        for call in (hold(tx, GONE), set_progress(tx, GONE, 0.5)):
            with pytest.raises(Removed):
                await call
        await finish(tx, GONE, "probe")
        assert await tx.fetch("select from jobs.procrastinate_jobs") == []
