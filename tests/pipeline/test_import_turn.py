"""Imports from slow servers wait for a better hour, and keep nobody else's from starting."""

import asyncio

import pytest

from chronos.app import App
from chronos.db import Database
from chronos.members import add_creator
from chronos.model import Actor, VideoId
from chronos.pipeline import import_turn, place
from chronos.pipeline.import_turn import SLOW
from chronos.videos.fetch.download import Patience
from chronos.videos.import_url import import_video
from tests.factories import as_creator
from tests.pipeline.test_import_stage import QUICK, allow, content
from tests.pipeline.work import look, work_until_done
from tests.videos.fetch.origin import Answer, Asked, an_origin, ranges

__all__ = ["content"]  # a fixture

DEMANDING = Patience(connect=5, read=5, whole=30, tries=2, pause=0, slow_seconds=0.1, slow_bytes_per_second=1e9)
VIDEOS = 8  # more than there are places


def trickles(content: bytes, first: int) -> Answer:
    """Send `first` bytes at once, then a byte now and then without end."""
    begin = ranges(content, breaks_after=first)

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await begin(asked, writer)
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    return answer


async def job_of(db: Database, video_id: VideoId) -> dict[str, object] | None:
    async with db.as_service("test") as tx:
        return await tx.fetch_one(
            "select status::text, attempts, scheduled_at > now() + interval '50 seconds' as is_later "
            "from jobs.procrastinate_jobs where args ->> 'video_id' = %(id)s",
            {"id": str(video_id)},
        )


async def until_postponed(app: App, creator: Actor, video_id: VideoId) -> None:
    async with app.worker(), asyncio.timeout(60):
        while not (await look(app.db, creator, video_id)).warnings:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_slow_server_is_tried_again_later(app: App, creator: Actor, content: bytes) -> None:
    half = len(content) // 2
    async with an_origin(trickles(content, half), ranges(content)) as origin:
        allow(app, origin, patience=DEMANDING)
        video_id = await import_video(app.db, creator, app.fetcher, origin.url())
        await until_postponed(app, creator, video_id)
        [warning] = (await look(app.db, creator, video_id)).warnings
        assert warning.startswith(f"{SLOW}127.0.0.1 sends less than ")
        assert warning.endswith(" UTC.")
        assert await job_of(app.db, video_id) == {"status": "todo", "attempts": 0, "is_later": True}
        allow(app, origin)
        async with app.db.as_service("test") as tx:
            await tx.execute("update jobs.procrastinate_jobs set scheduled_at = now()")
        video = await work_until_done(app, creator, video_id)
        assert (video.status, video.warnings) == ("completed", [])
        assert int(origin.asked[1]["range"].removeprefix("bytes=").rstrip("-")) >= half


async def test_a_server_that_is_slow_for_a_day_is_given_up(app: App, creator: Actor, content: bytes) -> None:
    async with an_origin(trickles(content, 5000)) as origin:
        allow(app, origin, patience=DEMANDING)
        video_id = await import_video(app.db, creator, app.fetcher, origin.url())
        async with app.db.as_service("test") as tx:
            await tx.execute("update private.imports set slow_since = now() - interval '25 hours'")
        video = await work_until_done(app, creator, video_id)
        assert video.status == "failed"
        assert "for a day now" in str(video.error_message)


async def test_slow_servers_of_one_creator_do_not_keep_another_waiting(
    app: App, creator: Actor, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two creators, slow servers, more files than places: the small creator's import begins and ends meanwhile."""
    monkeypatch.setattr(place, "HOLD_SECONDS", 0.1)
    monkeypatch.setattr(import_turn, "LOOK_SECONDS", 0.05)
    small = as_creator((await add_creator(app.db, "Bob")).id)
    async with (
        an_origin(trickles(content + bytes(10**7), 5000)) as slow,
        an_origin(ranges(content)) as quick,
        app.worker(),
    ):
        allow(app, slow, quick, patience=QUICK)
        large = [await import_video(app.db, creator, app.fetcher, slow.url(f"/{n}.mp4")) for n in range(VIDEOS)]
        async with asyncio.timeout(60):
            while len(slow.asked) < 4:  # noqa: ASYNC110 - all places are taken
                await asyncio.sleep(0.01)
            video_id = await import_video(app.db, small, app.fetcher, quick.url())
            while (await look(app.db, small, video_id)).status != "completed":  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        states = [(await look(app.db, creator, each)).status for each in large]
        assert set(states) <= {"pending", "uploading"}, states
        assert all(job and job["attempts"] == 0 for job in [await job_of(app.db, each) for each in large])
