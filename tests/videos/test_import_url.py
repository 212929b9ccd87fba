"""An import by address makes a pending video and a job at once, for its creator alone."""

from typing import LiteralString
from uuid import uuid4

import pytest

from chronos.db import Database
from chronos.errors import Conflict, Invalid, NotAllowed
from chronos.members import add_creator, add_student
from chronos.model import Actor, VideoId
from chronos.videos import Fetcher, Origin, get_video, import_video, read_origin
from tests.factories import a_creator, a_video, as_creator, as_student

FETCHER = Fetcher()
URL = "https://example.com/talks/a_good%20talk.mp4?key=secret#t=5"


async def test_video_and_job_appear_together(db: Database, creator: Actor) -> None:
    captions = "https://example.com/talk.vtt?key=secret#x"
    video_id = await import_video(db, creator, FETCHER, URL, language="en", captions_url=captions)
    async with db.acting_as(creator) as tx:
        video = await get_video(tx, video_id)
    assert (video.title, video.status, video.transcript_language) == ("a good talk", "pending", "en")
    async with db.as_service("test") as tx:
        origin = await read_origin(tx, video_id)
        [row] = await tx.fetch("select url from videos")
        [job] = await tx.fetch("select task_name, queue_name, args ->> 'video_id' as id from jobs.procrastinate_jobs")
    assert origin == Origin(URL.partition("#")[0], captions.partition("#")[0], None, None, is_titled=False)
    assert row["url"] == "https://example.com/talks/a_good%20talk.mp4"  # a query may hold a secret
    assert job == {"task_name": "pipeline.import", "queue_name": "imports", "id": str(video_id)}


async def test_given_title_replaces_the_file_name(db: Database, creator: Actor) -> None:
    video_id = await import_video(db, creator, FETCHER, URL, title=" On\nlight ")
    async with db.acting_as(creator) as tx:
        assert (await get_video(tx, video_id)).title == "On light"


async def test_video_without_an_origin_cannot_be_fetched(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        video_id = await a_video(tx, creator.creator_id, status="pending")
        with pytest.raises(Invalid, match="add the video again") as caught:
            await read_origin(tx, video_id)
    assert caught.value.code == "url_invalid"


@pytest.mark.parametrize(
    "url", ["ftp://example.com/a.mp4", "http://127.0.0.1/a.mp4", "http://u:p@example.com/", "x", ""]
)
async def test_invalid_addresses_make_no_video(db: Database, creator: Actor, url: str) -> None:
    for one, captions in ((url, None), ("https://example.com/a.mp4", url)):
        with pytest.raises(Invalid):
            await import_video(db, creator, FETCHER, one, captions_url=captions)
    async with db.as_service("test") as tx:
        assert await tx.fetch("select from videos") == []


async def test_only_its_creator_starts_an_import(db: Database, creator: Actor) -> None:
    """A row with an address starts nothing, and no one starts the import of another creator's row."""
    assert creator.creator_id
    url = "https://example.com/a.mp4"
    sam = as_student((await add_student(db, creator.creator_id, "Sam")).id)
    async with db.as_service("test") as tx:
        eve = as_creator(await a_creator(tx, name="Eve"))
        foreign = await a_video(tx, creator.creator_id, status="pending")
    async with db.acting_as(creator) as tx:
        await tx.execute("insert into videos (title, creator_id, url) values ('A', %(id)s, %(url)s)",
                         {"id": creator.creator_id, "url": url})  # fmt: skip
    with pytest.raises(NotAllowed):
        await import_video(db, sam, FETCHER, url)
    call: LiteralString = "select private.import_video(%(id)s, %(url)s, null, null, null, false)"
    for actor in (eve, sam, Actor("authenticated", subject=uuid4())):
        for asked in (foreign, VideoId(uuid4())):
            with pytest.raises(NotAllowed):
                async with db.acting_as(actor) as tx:
                    await tx.fetch(call, {"id": asked, "url": url})
    for wrong in ("file:///etc/passwd", "https://example.com/\na", "https://" + "a" * 3000):
        with pytest.raises(Invalid):
            async with db.acting_as(creator) as tx:
                await tx.fetch(call, {"id": foreign, "url": wrong})
    async with db.as_service("test") as tx:
        assert await tx.fetch("select from jobs.procrastinate_jobs") == []
        assert await tx.fetch("select from private.imports") == []


async def test_waiting_imports_of_a_creator_are_limited(db: Database, creator: Actor) -> None:
    for number in range(100):
        await import_video(db, creator, FETCHER, f"https://example.com/{number}.mp4")
    with pytest.raises(Conflict, match="There are 100 videos to be fetched already"):
        await import_video(db, creator, FETCHER, "https://example.com/more.mp4")
    other = as_creator((await add_creator(db, "Bob")).id)
    await import_video(db, other, FETCHER, "https://example.com/more.mp4")
    async with db.as_service("test") as tx:
        assert len(await tx.fetch("select from videos")) == 101
