"""The first stage notes what the file holds, and refuses a file of which a part is missing."""

from pathlib import Path

import pytest

from chronos.db import Database
from chronos.errors import Invalid, NotFound
from chronos.model import VideoId
from chronos.pipeline.probe import probe_video
from chronos.providers.objects import ObjectStore
from chronos.storage import VIDEOS, object_name
from tests.factories import a_creator, a_video


@pytest.fixture
async def video(db: Database) -> VideoId:
    async with db.as_service("test") as tx:
        return await a_video(tx, await a_creator(tx), status="pending")


async def name_of(db: Database, video: VideoId) -> str:
    async with db.as_service("test") as tx:
        [row] = await tx.fetch("select storage_path from videos where id = %(id)s", {"id": video})
    return object_name(VIDEOS, row["storage_path"])


async def test_media_is_noted_and_the_next_stage_enqueued(
    db: Database, objects: ObjectStore, video: VideoId, film: Path
) -> None:
    await objects.put(await name_of(db, video), film)
    for _ in range(2):
        await probe_video(db, objects, video)
    async with db.as_service("test") as tx:
        [row] = await tx.fetch("select status::text, duration_seconds, metadata from videos")
        jobs = await tx.fetch("select task_name from jobs.procrastinate_jobs")
    assert (row["status"], row["duration_seconds"]) == ("transcribing", pytest.approx(10, abs=0.5))
    assert (row["metadata"]["container"], row["metadata"]["has_audio"]) == ("mp4", True)
    assert {job["task_name"] for job in jobs} == {"pipeline.pictures", "pipeline.transcribe"}


async def test_damaged_and_missing_files_are_refused(
    db: Database, objects: ObjectStore, video: VideoId, film: Path
) -> None:
    with pytest.raises(NotFound):
        await probe_video(db, objects, video)
    await objects.put(await name_of(db, video), film.read_bytes()[:-20_000])  # noqa: ASYNC240
    with pytest.raises(Invalid):
        await probe_video(db, objects, video)
    async with db.as_service("test") as tx:
        assert await tx.fetch("select task_name from jobs.procrastinate_jobs") == []
