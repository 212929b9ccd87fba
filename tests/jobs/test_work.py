"""What a video's job works on is noted with its worker; what it worked on before is forgotten."""

from chronos.db import Database
from chronos.jobs import note_work
from chronos.model import VideoId
from tests.factories import a_creator, a_video


async def test_work_is_noted_once_per_video(db: Database) -> None:
    async with db.as_service("test") as tx:
        video = VideoId(await a_video(tx, await a_creator(tx), status="pending"))
        for position in (0.0, 30.0):
            await note_work(tx, video, "transcribe", position)
        rows = await tx.fetch("select stage, position_seconds, worker_id, deaths from private.video_work")
    assert rows == [{"stage": "transcribe", "position_seconds": 30.0, "worker_id": None, "deaths": []}]


async def test_deaths_are_kept_while_the_work_is_the_same(db: Database) -> None:
    async with db.as_service("test") as tx:
        video = VideoId(await a_video(tx, await a_creator(tx), status="pending"))
        counts = []
        for position in (30.0, 30.0, 60.0):
            await note_work(tx, video, "transcribe", position)
            row = await tx.fetch_one(
                "update private.video_work set deaths = deaths || now() returning cardinality(deaths) as deaths"
            )
            counts.append(row and row["deaths"])
    assert counts == [1, 2, 1]


async def test_a_removed_video_is_no_failure(db: Database) -> None:
    async with db.as_service("test") as tx:
        video = VideoId(await a_video(tx, await a_creator(tx)))
        await tx.execute("delete from videos")
        await note_work(tx, video, "probe")
        assert await tx.fetch("select 1 from private.video_work") == []
