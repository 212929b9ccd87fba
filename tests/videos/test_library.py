"""The library as its readers see it: in order, page by page, and no more than the policies allow."""

from uuid import uuid4

import pytest

from chronos.db import Database
from chronos.errors import Conflict, NotFound
from chronos.model import Actor, CreatorId, VideoId
from chronos.videos import SourceFile, get_source, get_video, list_history, list_videos, list_words, retry_video
from chronos.videos.library import MAX_PAGE
from tests.factories import a_student, a_talk_to_chunk, a_video, as_student


@pytest.fixture
def owner(creator: Actor) -> CreatorId:
    assert creator.creator_id
    return creator.creator_id


async def test_pages_are_complete_and_newest_first(db: Database, creator: Actor, owner: CreatorId) -> None:
    async with db.as_service("test") as tx:
        made = [await a_video(tx, owner, title=str(number)) for number in range(5)]  # all at the same time
        await tx.execute(
            "update videos set created_at = created_at + interval '1 hour' where id = %(id)s", {"id": made[2]}
        )
    seen: list[VideoId] = []
    cursor = None
    async with db.acting_as(creator) as tx:
        for size in (2, 2, 1):
            page = await list_videos(tx, cursor=cursor, limit=2)
            assert len(page.videos) == size
            seen += [video.id for video in page.videos]
            cursor = page.next_cursor
        assert cursor is None
        assert len((await list_videos(tx, limit=0)).videos) == 1  # limits are kept within 1 and MAX_PAGE
        assert len((await list_videos(tx, limit=MAX_PAGE + 1)).videos) == 5
    assert seen[0] == made[2]
    assert sorted(seen) == sorted(made)


async def test_removed_videos_are_not_found(db: Database, creator: Actor, owner: CreatorId) -> None:
    async with db.as_service("test") as tx:
        video = await a_video(tx, owner)
        await tx.execute("update videos set deleted_at = now() where id = %(id)s", {"id": video})
    async with db.acting_as(creator) as tx:
        assert (await list_videos(tx)).videos == []
        for read in (get_video, get_source, retry_video):
            for missing in (video, VideoId(uuid4())):
                with pytest.raises(NotFound) as caught:
                    await read(tx, missing)
                assert caught.value.code == "video_not_found"


async def test_source_is_there_once_the_file_arrived(db: Database, creator: Actor, owner: CreatorId) -> None:
    async with db.as_service("test") as tx:
        video = await a_video(tx, owner)
        coming = await a_video(tx, owner, status="pending")
        await tx.execute("update videos set file_size_bytes = 7 where id = %(id)s", {"id": video})
        await tx.execute("update videos set storage_path = null where id = %(id)s", {"id": coming})
    async with db.acting_as(creator) as tx:
        name = f"{owner}/{video}/source.mp4"
        assert await get_source(tx, video) == SourceFile(name, 7, "application/octet-stream")
        with pytest.raises(Conflict) as caught:
            await get_source(tx, coming)
    assert caught.value.code == "no_file_yet"


async def test_history_is_the_creators_alone(db: Database, creator: Actor, owner: CreatorId) -> None:
    async with db.as_service("test") as tx:
        video = await a_video(tx, owner)
        student = as_student(await a_student(tx, owner))
    async with db.acting_as(creator) as tx:
        steps = await list_history(tx, video)
    assert [step.to_status for step in steps][:2] == ["pending", "uploading"]
    assert [step.from_status for step in steps[1:]] == [step.to_status for step in steps[:-1]]
    async with db.acting_as(student) as tx:
        assert await list_history(tx, video) == []


async def test_words_have_their_times(db: Database, creator: Actor, owner: CreatorId) -> None:
    async with db.as_service("test") as tx:
        video = await a_talk_to_chunk(tx, owner, ["Light falls.", "It bends."])
    async with db.acting_as(creator) as tx:
        words = await list_words(tx, video)
        assert await list_words(tx, VideoId(uuid4())) == []
    assert [word.text for word in words] == ["Light", "falls.", "It", "bends."]
    assert words[0].end_seconds == pytest.approx(0.4)
    assert [word.start_seconds for word in words] == [0.0, 0.5, 10.0, 10.5]


@pytest.mark.parametrize("failed_at", ["pending", "transcribing", "embedding"])
async def test_retry_repeats_the_failed_step(db: Database, creator: Actor, owner: CreatorId, failed_at: str) -> None:
    async with db.as_service("test") as tx:
        video = await a_video(tx, owner, status=failed_at)
        await tx.execute("update videos set status = 'failed', error_message = 'It broke.'")
    async with db.acting_as(creator) as tx:
        again = await retry_video(tx, video)
        assert (again.status, again.error_message) == (failed_at, None)
        with pytest.raises(Conflict) as caught:
            await retry_video(tx, video)
    assert caught.value.code == "video_not_failed"
