"""What lies in the bin for 30 days is removed for good; nothing younger is, and nothing that came back."""

from datetime import timedelta
from pathlib import Path

import pytest

from chronos.app import App
from chronos.errors import NotFound
from chronos.model import Actor, VideoId
from chronos.pipeline import empty_video_bin
from chronos.storage import Access
from chronos.videos import add_file, bin_video, list_bin, remove_video
from tests.media import a_silent_video


async def test_after_30_days_it_is_removed_with_its_file(app: App, creator: Actor, tmp_path: Path) -> None:
    access = Access(app.db, app.objects, creator)

    async def binned(name: str, seconds: int, age: timedelta) -> VideoId:
        video_id = (await add_file(access, a_silent_video(tmp_path / name, seconds=seconds))).video_id
        async with app.db.acting_as(creator) as tx:
            await bin_video(tx, creator, video_id)
        async with app.db.as_service("test") as tx:
            await tx.execute(
                "update videos set deleted_at = now() - %(age)s where id = %(id)s", {"age": age, "id": video_id}
            )
        return video_id

    old = await binned("old.mp4", 2, timedelta(days=30, minutes=1))
    young = await binned("young.mp4", 3, timedelta(days=29, hours=23))
    await empty_video_bin(app.db, app.objects)
    async with app.db.acting_as(creator) as tx:
        assert [each.id for each in await list_bin(tx, creator)] == [young]
    stored = [name async for name, _ in app.objects.list_objects("videos/")]
    assert len(stored) == 1
    assert str(young) in stored[0]
    assert str(old) not in stored[0]


async def test_one_that_came_back_in_the_meantime_stays(app: App, creator: Actor, tmp_path: Path) -> None:
    access = Access(app.db, app.objects, creator)
    video_id = (await add_file(access, a_silent_video(tmp_path / "talk.mp4"))).video_id
    async with app.db.acting_as(creator) as tx:
        due = (await bin_video(tx, creator, video_id)).binned_at
    with pytest.raises(NotFound):
        await remove_video(access, video_id, binned_before=due)
    receipt = await remove_video(access, video_id, binned_before=due + timedelta(seconds=1))
    assert receipt.video_id == video_id


async def test_that_of_a_closed_school_waits(app: App, creator: Actor, tmp_path: Path) -> None:
    video_id = (await add_file(Access(app.db, app.objects, creator), a_silent_video(tmp_path / "talk.mp4"))).video_id
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set deleted_at = now() - interval '40 days'")
        await tx.execute("update creators set is_active = false")
    await empty_video_bin(app.db, app.objects)
    async with app.db.as_service("test") as tx:
        assert await tx.fetch("select id from videos") == [{"id": video_id}]
