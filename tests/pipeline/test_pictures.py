"""Pictures are taken once of each file, survive every crash, and never make a video fail."""

import logging
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from chronos.app import App
from chronos.db import Database
from chronos.errors import ProviderError
from chronos.jobs import GivenUp
from chronos.model import Actor, VideoId
from chronos.operations.upkeep import SCHEDULE
from chronos.pipeline import pictures as module
from chronos.pipeline import tasks
from chronos.pipeline.pictures import enqueue_missing_pictures, make_pictures
from chronos.pipeline.probe import probe_video
from chronos.pipeline.steps import Removed, hold
from chronos.pipeline.tasks import fail_given_up
from chronos.providers.objects import ObjectStore
from chronos.providers.speech.media import take_pictures
from chronos.storage import THUMBNAILS, VIDEOS, Access, Broom, object_name, sweep_files
from chronos.videos import Details, Video, add_file, get_storyboard, get_video, remove_video
from tests.media import a_film, plain, read_picture, record, stripes, tone
from tests.pipeline.work import work_until_done, work_until_idle


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Eight seconds of black, then stripes."""
    return a_film(tmp_path / "talk.mp4", lambda second: plain(0, 0, 0) if second < 8 else stripes(), 12)


@pytest.fixture
async def video_id(app: App, creator: Actor, film: Path, captions: Path) -> VideoId:
    """A video with a file that was probed."""
    added = await add_file(Access(app.db, app.objects, creator), film, Details(captions=captions))
    await probe_video(app.db, app.objects, added.video_id)
    return added.video_id


async def look(app: App, actor: Actor, video_id: VideoId) -> Video:
    async with app.db.acting_as(actor) as tx:
        return await get_video(tx, video_id)


async def stored(objects: ObjectStore) -> set[str]:
    return {name async for name, _ in objects.list_objects(f"{THUMBNAILS}/")}


async def fetch(db: Database, statement: Any) -> list[dict[str, Any]]:
    async with db.as_service("test") as tx:
        return [dict(row) for row in await tx.fetch(statement)]


async def noted(db: Database) -> dict[str, Any]:
    [row] = await fetch(db, "select tiles, problem, content_sha256 from private.video_pictures")
    return row


async def jobs(db: Database) -> list[str]:
    rows = await fetch(db, "select task_name from jobs.procrastinate_jobs where status = 'todo' order by 1")
    return [row["task_name"] for row in rows]


async def test_worker_takes_poster_and_storyboard(app: App, creator: Actor, film: Path, captions: Path) -> None:
    added = await add_file(Access(app.db, app.objects, creator), film, Details(captions=captions))
    video = await work_until_done(app, creator, added.video_id)
    assert video.status == "completed"
    assert (video.has_storyboard, video.plays_in_browsers, video.playback_problem) == (True, True, None)
    assert video.poster is not None
    assert video.poster.startswith(f"{creator.creator_id}/{video.id}/poster-")
    poster = read_picture(await app.objects.get(object_name(THUMBNAILS, video.poster)))
    assert poster.shape == (180, 320, 3)
    assert poster.mean() > 100
    async with app.db.acting_as(creator) as tx:
        storyboard = await get_storyboard(tx, video.id)
    assert (storyboard.tiles, storyboard.seconds_between, storyboard.sheets) == (3, 5.0, 1)
    sheet = read_picture(await app.objects.get(object_name(THUMBNAILS, storyboard.sheet(0))))
    assert sheet.shape == (90, 480, 3)
    assert sheet[:, :320].mean() < 10
    assert sheet[:, 320:].mean() > 100


async def test_pictures_count_in_the_storage(app: App, creator: Actor, video_id: VideoId) -> None:
    before = await fetch(app.db, "select private.stored_bytes(id) as bytes from creators")
    await make_pictures(app.db, app.objects, video_id)
    sizes = [size async for _, size in app.objects.list_objects(f"{THUMBNAILS}/")]
    after = await fetch(app.db, "select private.stored_bytes(id) as bytes from creators")
    assert after[0]["bytes"] - before[0]["bytes"] == sum(sizes) > 0


async def test_same_file_is_pictured_once(app: App, creator: Actor, video_id: VideoId) -> None:
    await make_pictures(app.db, app.objects, video_id)
    before = await stored(app.objects), await look(app, creator, video_id)
    await make_pictures(app.db, app.objects, video_id)
    assert (await stored(app.objects), await look(app, creator, video_id)) == before


async def test_other_file_has_other_pictures(app: App, creator: Actor, video_id: VideoId, tmp_path: Path) -> None:
    await make_pictures(app.db, app.objects, video_id)
    before, earlier = await stored(app.objects), await look(app, creator, video_id)
    [row] = await fetch(app.db, "select storage_path from videos")
    other = a_film(tmp_path / "other.mp4", lambda _: stripes(every=40), 22)
    await app.objects.put(object_name(VIDEOS, row["storage_path"]), other)
    await fetch(app.db, "update videos set content_sha256 = repeat('a', 64), duration_seconds = 22 returning id")
    await make_pictures(app.db, app.objects, video_id)
    video = await look(app, creator, video_id)
    assert video.poster not in (None, earlier.poster)
    assert await noted(app.db) == {"tiles": 5, "problem": None, "content_sha256": "a" * 64}
    assert before.isdisjoint(await stored(app.objects) - before)


async def test_chosen_poster_stays(app: App, creator: Actor, video_id: VideoId) -> None:
    chosen = f"{creator.creator_id}/{video_id}/chosen-1.webp"
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set thumbnail_path = %(name)s", {"name": chosen})
    await make_pictures(app.db, app.objects, video_id)
    video = await look(app, creator, video_id)
    assert (video.poster, video.has_storyboard) == (chosen, True)


async def test_crash_at_each_step_leaves_work_that_can_be_done_again(
    app: App, creator: Actor, video_id: VideoId, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crash(BaseException):
        """The worker dies here."""

    async def crash(*_: object, **__: object) -> None:
        raise Crash

    for name in ("note_work", "get_allowance_of", "hold", "admit_object"):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, crash)
            with pytest.raises(Crash):
                await make_pictures(app.db, app.objects, video_id)
    with monkeypatch.context() as patch:
        patch.setattr(type(app.objects), "put", crash)
        with pytest.raises(Crash):
            await make_pictures(app.db, app.objects, video_id)
    assert (await look(app, creator, video_id)).poster is None
    lost = await stored(app.objects)
    assert lost
    await make_pictures(app.db, app.objects, video_id)
    assert (await look(app, creator, video_id)).has_storyboard
    assert len(await stored(app.objects) - lost) == 2


async def test_sweep_takes_pictures_that_nothing_shows(app: App, creator: Actor, video_id: VideoId) -> None:
    await make_pictures(app.db, app.objects, video_id)
    shown = await stored(app.objects)
    name = f"{creator.creator_id}/{video_id}/storyboard-{'0' * 32}-0.webp"
    for odd in (name, f"{creator.creator_id}/odd"):
        await app.objects.put(object_name(THUMBNAILS, odd), b"old")
        async with app.db.as_service("test") as tx:
            await tx.execute(
                "insert into storage.objects (bucket_id, name, created_at, updated_at) "
                "values ('thumbnails', %(name)s, now() - interval '2 days', now() - interval '2 days')",
                {"name": odd},
            )
    await fetch(
        app.db,
        "update storage.objects set created_at = now() - interval '2 days', updated_at = now() - interval '2 days' "
        "where bucket_id = 'thumbnails' returning id",
    )
    home = app.settings.home
    for path in (home / "storage").rglob("*.webp"):
        os.utime(path, (1e9, 1e9))
    os.utime(home / "storage" / THUMBNAILS / str(creator.creator_id) / "odd", (1e9, 1e9))
    await sweep_files(Broom(app.db, app.objects, home))
    assert await stored(app.objects) == shown


async def test_removed_video_leaves_no_picture(app: App, creator: Actor, video_id: VideoId) -> None:
    await make_pictures(app.db, app.objects, video_id)
    assert len(await stored(app.objects)) == 2
    receipt = await remove_video(Access(app.db, app.objects, creator), video_id)
    assert {one.bucket for one in receipt.objects} == {VIDEOS, THUMBNAILS}
    assert await stored(app.objects) == set()
    assert await fetch(app.db, "select from storage.objects where bucket_id = 'thumbnails'") == []


async def test_video_that_is_removed_during_the_work_leaves_no_picture(
    app: App, creator: Actor, video_id: VideoId, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def remove_first(tx: Any, id_: VideoId) -> None:
        await remove_video(Access(app.db, app.objects, creator), id_)
        await hold(tx, id_)

    monkeypatch.setattr(module, "hold", remove_first)
    with pytest.raises(Removed):
        await make_pictures(app.db, app.objects, video_id)
    assert await stored(app.objects) == set()


async def test_sound_has_no_job(app: App, creator: Actor, tmp_path: Path, captions: Path) -> None:
    path = record(tmp_path / "x.mp3", [tone(3)])
    added = await add_file(Access(app.db, app.objects, creator), path, Details(captions=captions))
    await probe_video(app.db, app.objects, added.video_id)
    assert await jobs(app.db) == ["pipeline.probe", "pipeline.transcribe"]
    await make_pictures(app.db, app.objects, added.video_id)
    video = await look(app, creator, added.video_id)
    assert (video.poster, video.has_storyboard, video.plays_in_browsers) == (None, False, True)


@pytest.mark.parametrize("codec", ["ffv1"])
async def test_unknown_pictures_are_noted_and_the_video_completes(
    app: App, creator: Actor, tmp_path: Path, captions: Path, caplog: pytest.LogCaptureFixture, codec: str
) -> None:
    path = a_film(tmp_path / "x.mkv", lambda _: stripes(), 12, codec=codec)
    added = await add_file(Access(app.db, app.objects, creator), path, Details(captions=captions))
    with caplog.at_level(logging.WARNING):
        video = await work_until_done(app, creator, added.video_id)
    assert (video.status, video.poster, video.has_storyboard) == ("completed", None, False)
    problem = (await noted(app.db))["problem"]
    assert problem == f"The pictures are in a coding that Chronos cannot read ({codec})."
    assert problem in caplog.text
    await enqueue_missing_pictures(app.db)
    assert await jobs(app.db) == []


@pytest.mark.parametrize("error", [RuntimeError("a bug"), ProviderError("It is away.", code="storage_failed")])
async def test_any_failure_spares_the_video(
    app: App, creator: Actor, film: Path, captions: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(module, "take_pictures", fail)
    monkeypatch.setattr(tasks, "RETRY_WAIT_SECONDS", 0)
    added = await add_file(Access(app.db, app.objects, creator), film, Details(captions=captions))
    video = await work_until_done(app, creator, added.video_id)
    assert (video.status, video.error_message, video.poster) == ("completed", None, None)
    assert (await noted(app.db))["problem"] in (tasks.OUR_FAULT, "It is away.")


async def test_pictures_that_kill_workers_are_given_up(app: App, creator: Actor, video_id: VideoId) -> None:
    await make_pictures(app.db, app.objects, video_id)
    async with app.db.as_service("test") as tx:
        await fail_given_up(tx, [GivenUp({"video_id": str(video_id)}, "pictures", 0.0, 3)])
    assert "stopped unexpectedly 3 times while its pictures were taken" in (await noted(app.db))["problem"]
    assert (await look(app, creator, video_id)).status == "transcribing"


async def test_full_storage_is_tried_again_later(
    app: App,
    creator: Actor,
    film: Path,
    captions: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    added = await add_file(Access(app.db, app.objects, creator), film, Details(captions=captions))
    size = film.stat().st_size  # noqa: ASYNC240
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "insert into private.limit_overrides (creator_id, storage_bytes) values (%(id)s, %(bytes)s)",
            {"id": creator.creator_id, "bytes": size + 10},  # less than any picture takes
        )
    for least in (module.LEAST_BYTES, 0):
        monkeypatch.setattr(module, "LEAST_BYTES", least)
        await work_until_idle(app)
        video = await look(app, creator, added.video_id)
        assert (video.status, video.poster) == ("completed", None)
        assert await fetch(app.db, "select from private.video_pictures") == []
        assert await stored(app.objects) == set()
        await enqueue_missing_pictures(app.db)
    assert caplog.text.count("no pictures: ") == 2
    async with app.db.as_service("test") as tx:
        await tx.execute("delete from private.limit_overrides")
    assert await jobs(app.db) == ["pipeline.pictures"]
    await make_pictures(app.db, app.objects, added.video_id)
    assert (await look(app, creator, added.video_id)).poster is not None
    assert "missing_pictures" in {name for name, _, _ in SCHEDULE}


async def test_decoder_that_is_killed_from_outside_is_tried_again(
    app: App, creator: Actor, video_id: VideoId, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill_once(source: Any, seconds: float) -> Any:
        monkeypatch.setattr(module, "take_pictures", take_pictures)

        class Deadly:
            """A file whose first byte ends the process that reads it."""

            def seek(self, offset: int, whence: int = 0) -> int:
                return int(source.seek(offset, whence))

            def read(self, size: int) -> bytes:
                children = Path("/proc/self/task").glob("*/children")
                for each in children:
                    for forker in each.read_text().split():
                        for grandchild in Path(f"/proc/{forker}/task/{forker}/children").read_text().split():
                            os.kill(int(grandchild), signal.SIGKILL)
                return bytes(source.read(size))

        return take_pictures(Deadly(), seconds)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "take_pictures", kill_once)
    with pytest.raises(ProviderError) as failed:
        await make_pictures(app.db, app.objects, video_id)
    assert failed.value.code == "decoder_unavailable"
    await make_pictures(app.db, app.objects, video_id)
    assert (await look(app, creator, video_id)).has_storyboard
