"""From an address to a video that can be searched: the first stage on a real queue, from a real web server."""

import asyncio
import hashlib
from pathlib import Path
from typing import LiteralString

import pytest

from chronos.app import App
from chronos.db import Database
from chronos.errors import Invalid
from chronos.members import add_creator
from chronos.model import Actor, VideoId
from chronos.pipeline import import_stage
from chronos.storage import VIDEOS, Access, get_object, object_name
from chronos.videos import (
    Change,
    Details,
    add_file,
    change_video,
    get_source,
    get_video,
    list_history,
    list_words,
    retry_video,
)
from chronos.videos.fetch.download import Fetcher, Patience
from chronos.videos.import_url import import_video
from tests.factories import as_creator
from tests.media import a_tone
from tests.pipeline.conftest import CAPTIONS
from tests.pipeline.work import look, work_until_done
from tests.videos.fetch.origin import Answer, Asked, Origin, an_origin, ranges, redirects, sends

QUICK = Patience(connect=5, read=5, whole=30, tries=2, pause=0)


@pytest.fixture
def content(film: Path) -> bytes:
    return film.read_bytes()


def allow(app: App, *origins: Origin, patience: Patience = QUICK) -> None:
    app.__dict__["fetcher"] = Fetcher(allowed=frozenset(each.place for each in origins), patience=patience)


async def fetch(app: App, video_id: VideoId) -> None:
    means = import_stage.Means(app.db, app.objects, app.fetcher, app.incoming)
    await import_stage.import_file(means, video_id)


async def row_of(db: Database, video_id: VideoId) -> dict[str, object]:
    async with db.as_service("test") as tx:
        row = await tx.fetch_one("select * from videos where id = %(id)s", {"id": video_id})
    assert row
    return row


async def everything_stored(app: App) -> list[str]:
    return sorted([name async for name, _ in app.objects.list_objects("videos/")])


@pytest.mark.parametrize(("given", "title"), [(None, "Leçon 3"), ("Mine", "Mine")])
async def test_the_server_names_the_video_unless_the_creator_did(
    app: App, creator: Actor, content: bytes, given: str | None, title: str
) -> None:
    named = "Content-Disposition: attachment; filename=\"x.ogg\"; filename*=UTF-8''Le%C3%A7on%203.ogg"
    async with an_origin(sends(content, named)) as origin:
        allow(app, origin)
        video_id = await import_video(app.db, creator, app.fetcher, origin.url("/download?id=7"), title=given)
        await fetch(app, video_id)
        assert (await row_of(app.db, video_id))["title"] == title


@pytest.mark.parametrize("title", ["Mine", "download"], ids=["another", "that of the address"])
@pytest.mark.parametrize("given", ["at once", "by the room", "by SQL"])
async def test_a_title_that_a_person_gave_stays(
    app: App, creator: Actor, content: bytes, given: str, title: str
) -> None:
    async with an_origin(sends(content, "Content-Disposition: attachment; filename=theirs.mp4")) as origin:
        allow(app, origin)
        first = title if given == "at once" else None
        video_id = await import_video(app.db, creator, app.fetcher, origin.url("/download?id=7"), title=first)
        async with app.db.acting_as(creator) as tx:
            if given == "by the room":
                await change_video(tx, creator, video_id, Change(title=title))
            if given == "by SQL":
                await tx.execute("update videos set title = %(t)s where id = %(id)s", {"id": video_id, "t": title})
        await fetch(app, video_id)
        assert (await row_of(app.db, video_id))["title"] == title


async def test_another_change_gives_no_title(app: App, creator: Actor, content: bytes) -> None:
    async with an_origin(sends(content, "Content-Disposition: attachment; filename=theirs.mp4")) as origin:
        allow(app, origin)
        video_id = await import_video(app.db, creator, app.fetcher, origin.url("/download?id=7"))
        async with app.db.acting_as(creator) as tx:
            await change_video(tx, creator, video_id, Change(description="On light"))
        await fetch(app, video_id)
        assert (await row_of(app.db, video_id))["title"] == "theirs"


async def test_an_address_becomes_searchable(app: App, creator: Actor, content: bytes) -> None:
    async with an_origin(sends(CAPTIONS.encode()), sends(content)) as origin:
        allow(app, origin)
        video_id = await import_video(
            app.db,
            creator,
            app.fetcher,
            origin.url("/talks/A%20good_talk.mp4?key=secret#t=1"),
            captions_url=origin.url("/talk.vtt"),
            language="en",
        )
        async with app.db.acting_as(creator) as tx:
            video = await get_video(tx, video_id)
        assert (video.status, video.title, video.file_size_bytes) == ("pending", "A good talk", None)
        video = await work_until_done(app, creator, video_id)
    assert (video.status, video.error_message) == ("completed", None)
    assert video.file_size_bytes == len(content)
    assert origin.asked[1]["path"] == "/talks/A%20good_talk.mp4?key=secret"
    row = await row_of(app.db, video_id)
    assert row["url"] == origin.url("/talks/A%20good_talk.mp4")  # students read it
    async with app.db.acting_as(creator) as tx:
        steps = [step.to_status for step in await list_history(tx, video_id)]
        words = await list_words(tx, video_id)
        source = await get_source(tx, video_id)
        info = await get_object(tx, VIDEOS, source.name)
    assert steps == ["pending", "uploading", "transcribing", "processing", "embedding", "completed"]
    assert words[0].text == "A"
    assert (info.size_bytes, info.content_type) == (len(content), "video/mp4")
    assert info.etag == f'"{hashlib.sha256(content).hexdigest()}"'
    assert await app.objects.get(object_name(VIDEOS, source.name)) == content
    assert not list(app.incoming.glob("import-*"))


async def test_running_it_twice_changes_nothing(app: App, creator: Actor, content: bytes) -> None:
    async with an_origin(sends(content)) as origin:
        allow(app, origin)
        video_id = await import_video(app.db, creator, app.fetcher, origin.url())
        await fetch(app, video_id)
        before = await row_of(app.db, video_id)
        await fetch(app, video_id)
        assert await row_of(app.db, video_id) == before
        assert len(origin.asked) == 1
    async with app.db.as_service("test") as tx:
        jobs = await tx.fetch("select task_name, queue_name from jobs.procrastinate_jobs order by id")
    assert [tuple(job.values()) for job in jobs] == [("pipeline.import", "imports"), ("pipeline.probe", "pipeline")]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (sends(b"<!doctype html><title>SECRET</title>" * 100), "This is a text file, not a video"),
        (sends(b"#EXTM3U\nhttp://127.0.0.1/SECRET.ts\n"), "This is a playlist"),
        (sends(b"%PDF-1.7 SECRET" + bytes(5000)), "does not know this kind of file"),
        (sends(b""), "The file is empty"),
        (sends(b"SECRET", status="404 SECRET"), "answers 404 (Not Found)"),
        (sends(b"SECRET", status="503 SECRET"), "answers 503 (Service Unavailable)"),
        (sends(b"", declared=600 * 1024 * 1024), "larger than 500 MB"),
        (redirects("http://169.254.169.254/latest/meta-data/"), "not on the public Internet"),
        (sends(b"SECRET", "Content-Encoding: gzip"), "compressed"),
    ],
)
async def test_a_failure_says_why(app: App, creator: Actor, answer: Answer, words: str) -> None:
    async with an_origin(answer) as origin:
        allow(app, origin)
        video_id = await import_video(app.db, creator, app.fetcher, origin.url())
        for _ in range(2):  # the second time by a retry
            await run_as_job(app, video_id)
            video = await look(app.db, creator, video_id)
            assert video.status == "failed"
            assert video.error_message is not None
            assert words in video.error_message
            assert "SECRET" not in video.error_message
            async with app.db.acting_as(creator) as tx:
                assert (await retry_video(tx, video_id)).status == "uploading"
    assert await everything_stored(app) == []


async def test_a_cut_off_file_is_refused(app: App, creator: Actor, content: bytes) -> None:
    async with an_origin(sends(content[:-20_000])) as origin:
        allow(app, origin)
        video_id = await import_video(app.db, creator, app.fetcher, origin.url())
        with pytest.raises(Invalid):
            await fetch(app, video_id)
    assert await everything_stored(app) == []
    assert not list(app.incoming.glob("import-*"))


async def test_invalid_captions(app: App, creator: Actor, content: bytes) -> None:
    async with an_origin(sends(b"<html>SECRET --> SECRET</html>"), sends(content)) as origin:
        allow(app, origin)
        video_id = await import_video(app.db, creator, app.fetcher, origin.url(), captions_url=origin.url("/a.vtt"))
        with pytest.raises(Invalid, match="neither WebVTT nor SRT") as caught:
            await fetch(app, video_id)
        assert "SECRET" not in str(caught.value)
        assert len(origin.asked) == 1


async def test_a_retry_resumes_a_broken_download(app: App, creator: Actor, tmp_path: Path) -> None:
    content = a_tone(tmp_path / "long.mp4", seconds=60).read_bytes()
    part = len(content) // 2
    async with an_origin(ranges(content, breaks_after=part)) as origin:
        allow(app, origin, patience=Patience(tries=1))
        video_id = await import_video(app.db, creator, app.fetcher, origin.url())
        await run_as_job(app, video_id)
        assert "broke" in str((await look(app.db, creator, video_id)).error_message)
        origin.answers = [ranges(content)]
        async with app.db.acting_as(creator) as tx:
            await retry_video(tx, video_id)
        await fetch(app, video_id)
        assert origin.asked[-1]["range"] == f"bytes={part}-"
    async with app.db.acting_as(creator) as tx:
        source = await get_source(tx, video_id)
    assert await app.objects.get(object_name(VIDEOS, source.name)) == content


async def test_a_stopped_worker_loses_nothing(app: App, creator: Actor, content: bytes) -> None:
    waits = asyncio.Event()

    async def half(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if waits.is_set():
            await ranges(content)(asked, writer)
            return
        head = f'HTTP/1.1 200 OK\r\nETag: "one"\r\nContent-Length: {len(content)}\r\n\r\n'.encode()
        writer.write(head + content[: len(content) // 2])
        await writer.drain()
        waits.set()
        await asyncio.Event().wait()

    async with an_origin(half) as origin:
        allow(app, origin)
        video_id = await import_video(app.db, creator, app.fetcher, origin.url())
        async with app.worker():
            await waits.wait()
        assert (await look(app.db, creator, video_id)).status == "uploading"
        assert (await work_until_done(app, creator, video_id)).status == "completed"
        assert len(origin.asked) == 2


async def test_the_same_content_names_the_video_that_is_there(
    app: App, creator: Actor, film: Path, content: bytes
) -> None:
    there = await add_file(Access(app.db, app.objects, creator), film, Details(title="The first one"))
    before = await everything_stored(app)
    async with an_origin(sends(content)) as origin:
        allow(app, origin)
        video_id = await import_video(app.db, creator, app.fetcher, origin.url(), title="Again")
        await run_as_job(app, video_id)
        video = await look(app.db, creator, video_id)
        assert video.status == "failed"
        assert video.error_message == (
            f"The library has this file already: “The first one” ({there.video_id}). The title that came with the file "
            "was not applied: change the video's title."
        )
        other = as_creator((await add_creator(app.db, "Bob")).id)
        theirs = await import_video(app.db, other, app.fetcher, origin.url())
        await fetch(app, theirs)
    assert len(await everything_stored(app)) == len(before) + 1


async def test_captions_for_a_file_that_is_there_bring_their_language(
    app: App, creator: Actor, film: Path, content: bytes
) -> None:
    there = await add_file(Access(app.db, app.objects, creator), film, Details(language="en"))
    async with an_origin(sends(CAPTIONS.encode()), sends(content)) as origin:
        allow(app, origin)
        video_id = await import_video(
            app.db, creator, app.fetcher, origin.url(), captions_url=origin.url("/a.vtt"), language="de"
        )
        await run_as_job(app, video_id)
    failed = await look(app.db, creator, video_id)
    assert (failed.error_message or "").endswith("Its text is replaced by the captions.")
    assert (await row_of(app.db, there.video_id))["transcript_language"] == "de"


async def test_two_at_once_are_one_video(app: App, creator: Actor, content: bytes) -> None:
    async with an_origin(sends(content)) as origin:
        allow(app, origin)
        both = [await import_video(app.db, creator, app.fetcher, origin.url(f"/{n}.mp4")) for n in range(2)]
        await asyncio.gather(*(run_as_job(app, video_id) for video_id in both))
    videos = [await look(app.db, creator, video_id) for video_id in both]
    assert sorted(video.status for video in videos) == ["failed", "uploading"]
    assert any("has this file already" in (video.error_message or "") for video in videos)
    assert len(await everything_stored(app)) == 1


async def test_a_video_removed_during_its_import(app: App, creator: Actor, content: bytes) -> None:
    async with an_origin(sends(content)) as origin:
        allow(app, origin)
        video_id = await import_video(app.db, creator, app.fetcher, origin.url())

        async def removing(asked: Asked, writer: asyncio.StreamWriter) -> None:
            async with app.db.as_service("test") as tx:
                await tx.execute("delete from videos where id = %(id)s", {"id": video_id})
            await sends(content)(asked, writer)

        origin.answers = [removing]
        await run_as_job(app, video_id)
    assert await everything_stored(app) == []
    assert not list(app.incoming.glob("import-*"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("update private.tiers set max_file_bytes = 1000", "larger than 1000 bytes"),
        ("update private.tiers set max_file_bytes = 1, storage_bytes = 1; "
         "insert into storage.objects (bucket_id, name, metadata) "
         "select 'videos', id || '/x/y', '{\"size\": 5}' from creators", "storage is full"),
        ("update creators set is_active = false", "may not"),
    ],
)  # fmt: skip
async def test_the_creators_own_rules_hold(
    app: App, creator: Actor, content: bytes, change: LiteralString, words: str
) -> None:
    async with an_origin(sends(content)) as origin:
        allow(app, origin)
        video_id = await import_video(app.db, creator, app.fetcher, origin.url())
        async with app.db.as_service("test") as tx:
            for statement in change.split("; "):
                await tx.execute(statement)
        await run_as_job(app, video_id)
    row = await row_of(app.db, video_id)
    assert row["status"] == "failed"
    assert words in str(row["error_message"])
    assert await everything_stored(app) == []


async def test_a_row_without_an_address_fails_in_words(app: App, creator: Actor) -> None:
    async with app.db.as_service("test") as tx:
        row = await tx.fetch_one(
            "insert into videos (title, creator_id) values ('A', %(id)s) returning id", {"id": creator.creator_id}
        )
    assert row
    await run_as_job(app, row["id"])
    assert "add the video again" in str((await look(app.db, creator, row["id"])).error_message)


async def run_as_job(app: App, video_id: VideoId) -> None:
    """The stage as its job runs it for the last time."""
    from chronos.pipeline.tasks import _attempt

    await _attempt(app.db, video_id, lambda: fetch(app, video_id), last=True)
