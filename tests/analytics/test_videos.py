"""Videos: viewers of a period, counts of its days."""

from datetime import UTC, datetime, timedelta

from chronos.analytics import VideoList, list_watched_videos, read_period
from chronos.db import Database
from tests.analytics.school import DAY, School, count_day, does
from tests.factories import a_video

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


async def _read(db: Database, six: School) -> VideoList:
    async with db.acting_as(six.creator) as tx:
        return await list_watched_videos(tx, await read_period(tx, six.creator, DAY, DAY + timedelta(days=1)))


async def _watch(db: Database, six: School, count: int) -> None:
    async with db.as_service("test") as tx:
        for number, student in enumerate(six.students[:count]):
            for kind, days in (("play", 0), ("watch", 0), ("play", number % 2)):
                await does(tx, six, student, kind, NOON + timedelta(days=days), video=six.video, seconds=1)
        for days in (0, 1):
            await count_day(tx, six, DAY + timedelta(days=days))
            await tx.execute(
                "insert into video_analytics (video_id, date, views, unique_viewers, watch_seconds, completion_rate, "
                "ai_interactions) values (%(video)s, %(day)s, 5, %(viewers)s, 60, %(rate)s, 2)",
                {"video": six.video, "day": DAY + timedelta(days=days), "viewers": 4 - 3 * days, "rate": days},
            )


async def test_viewers_are_different_students(db: Database, six: School) -> None:
    await _watch(db, six, 6)
    async with db.as_service("test") as tx:
        await a_video(tx, six.creator_id, title="Never seen")
    shown = await _read(db, six)
    assert shown.viewers == 6
    watched, never = shown.videos
    assert (watched.viewers, watched.views, watched.watch_seconds, watched.questions) == (6, 10, 120, 4)
    assert watched.completion_rate == 0.2  # of five viewers one completed
    assert (never.title, never.viewers, never.views, never.watch_seconds) == ("Never seen", 0, 0, 0)
    assert shown.table().rows[0][1] == "Intro"


async def test_fewer_than_five_viewers_are_not_broken_down_by_video(db: Database, six: School) -> None:
    await _watch(db, six, 4)
    shown = await _read(db, six)
    [video] = shown.videos
    assert shown.viewers == 4
    assert (video.viewers, video.views, video.watch_seconds, video.completion_rate, video.questions) == (None,) * 5


async def test_erased_viewers_of_the_fullest_day_stay_counted(db: Database, six: School) -> None:
    await _watch(db, six, 6)
    async with db.as_service("test") as tx:
        for days, viewers in ((0, 2), (1, 3)):
            await tx.execute(
                "insert into private.erased_activity (creator_id, date, video_id, viewers) "
                "values (%(creator)s, %(day)s, %(video)s, %(viewers)s)",
                {
                    "creator": six.creator_id,
                    "day": DAY + timedelta(days=days),
                    "video": six.video,
                    "viewers": viewers,
                },
            )
    assert (await _read(db, six)).videos[0].viewers == 9
