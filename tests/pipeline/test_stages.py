"""The stages on a real queue: from a file to a video that can be searched, through failures and repeats."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from chronos.app import App
from chronos.db import Database
from chronos.members import add_creator, add_student
from chronos.model import Actor, VideoId
from chronos.pipeline.chunk import chunk_video
from chronos.pipeline.embed import embed_video
from chronos.pipeline.probe import probe_video
from chronos.pipeline.transcribe import transcribe_video
from chronos.providers.speech import Transcriber
from chronos.search import find_moments
from chronos.storage import VIDEOS, Access, object_name
from chronos.videos import Details, Video, add_file, get_video, list_history, list_words, retry_video
from tests.factories import as_creator, as_student
from tests.media import a_silent_video, a_tone, a_video_without_audio

CAPTIONS = """WEBVTT

00:00:00.000 --> 00:00:04.000
A wide aperture lets in more light and blurs the background.

00:00:04.500 --> 00:00:09.000
A fast shutter speed freezes the motion of a runner in mid air.
"""


@pytest.fixture
def captions(tmp_path: Path) -> Path:
    path = tmp_path / "talk.vtt"
    path.write_text(CAPTIONS)
    return path


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return a_silent_video(tmp_path / "talk.mp4", seconds=10)


@pytest.fixture
async def creator(app: App) -> Actor:
    return as_creator((await add_creator(app.db, "Ada")).id)


async def look(db: Database, actor: Actor, video_id: VideoId) -> Video:
    async with db.acting_as(actor) as tx:
        return await get_video(tx, video_id)


async def work_until_done(app: App, actor: Actor, video_id: VideoId) -> Video:
    async with app.worker(), asyncio.timeout(60):
        # The worker tells nobody but the database.
        while (video := await look(app.db, actor, video_id)).status not in ("completed", "failed"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return video


async def test_a_file_with_captions_becomes_searchable(app: App, creator: Actor, film: Path, captions: Path) -> None:
    added = await add_file(Access(app.db, app.objects, creator), film, Details(captions=captions))
    assert added.is_new
    assert added.title == "talk"
    video = await work_until_done(app, creator, added.video_id)
    assert (video.status, video.error_message, video.progress) == ("completed", None, 1.0)
    assert video.duration_seconds == pytest.approx(10, abs=0.5)
    async with app.db.acting_as(creator) as tx:
        steps = [step.to_status for step in await list_history(tx, video.id)]
        words = await list_words(tx, video.id)
    assert steps == ["pending", "uploading", "transcribing", "processing", "embedding", "completed"]
    assert " ".join(word.text for word in words).startswith("A wide aperture lets in more light")

    assert creator.creator_id
    sam = as_student((await add_student(app.db, creator.creator_id, "Sam")).id)
    found = await find_moments(app.db, app.engine, sam, "How do I stop a runner in mid air?")
    assert found.moments[0].start_seconds == pytest.approx(4.5, abs=0.5)
    other = await add_creator(app.db, "Bob")
    stranger = as_student((await add_student(app.db, other.id, "Stranger")).id)
    assert (await find_moments(app.db, app.engine, stranger, "runner in mid air")).moments == ()


async def test_the_same_file_is_one_video(app: App, creator: Actor, film: Path, captions: Path) -> None:
    first = await add_file(Access(app.db, app.objects, creator), film, Details(captions=captions))
    again = await add_file(Access(app.db, app.objects, creator), film, Details(title="Another name"))
    assert (again.video_id, again.is_new) == (first.video_id, False)
    other = as_creator((await add_creator(app.db, "Bob")).id)
    assert (await add_file(Access(app.db, app.objects, other), film)).is_new


async def test_two_at_once_are_one_video(app: App, creator: Actor, film: Path) -> None:
    both = await asyncio.gather(*(add_file(Access(app.db, app.objects, creator), film) for _ in range(2)))
    assert both[0].video_id == both[1].video_id
    assert sorted(added.is_new for added in both) == [False, True]


async def test_running_a_stage_twice_changes_nothing(app: App, creator: Actor, film: Path, captions: Path) -> None:
    added = await add_file(Access(app.db, app.objects, creator), film, Details(captions=captions))
    await work_until_done(app, creator, added.video_id)

    async def everything() -> list[object]:
        async with app.db.as_service("test") as tx:
            return [
                await tx.fetch("select * from videos"),
                await tx.fetch("select * from video_chunks order by chunk_index"),
                await tx.fetch("select * from private.transcript_windows"),
                await tx.fetch("select * from private.video_status_changes"),
                await tx.fetch("select id from jobs.procrastinate_jobs"),
            ]

    before = await everything()
    await probe_video(app.db, app.objects, added.video_id)
    await transcribe_video(app.db, app.objects, lambda: app.transcriber, added.video_id)
    await chunk_video(app.db, added.video_id)
    await embed_video(app.db, app.embedder, added.video_id)
    assert await everything() == before


async def test_no_sound_is_no_failure(app: App, creator: Actor, tmp_path: Path) -> None:
    path = a_video_without_audio(tmp_path / "mute.mp4")
    added = await add_file(Access(app.db, app.objects, creator), path)
    video = await work_until_done(app, creator, added.video_id)
    assert video.status == "completed"
    async with app.db.acting_as(creator) as tx:
        assert await list_words(tx, video.id) == []
    assert (await find_moments(app.db, app.engine, creator, "anything")).moments == ()


async def test_a_failure_says_why_and_a_retry_goes_on_from_there(
    app: App, creator: Actor, film: Path, captions: Path
) -> None:
    added = await add_file(Access(app.db, app.objects, creator), film, Details(captions=captions))
    name = object_name(VIDEOS, f"{creator.creator_id}/{added.video_id}/captions.vtt")
    kept = await app.objects.get(name)
    await app.objects.delete(name)
    video = await work_until_done(app, creator, added.video_id)
    assert video.status == "failed"
    assert video.error_message == "The stored file is missing."
    await app.objects.put(name, kept)
    async with app.db.acting_as(creator) as tx:
        assert (await retry_video(tx, added.video_id)).status == "transcribing"
    assert (await work_until_done(app, creator, added.video_id)).status == "completed"
    async with app.db.acting_as(creator) as tx:
        steps = [step.to_status for step in await list_history(tx, added.video_id)]
    assert steps.count("uploading") == 1
    assert steps[2:5] == ["transcribing", "failed", "transcribing"]


async def test_a_bug_is_told_without_its_details(app: App, creator: Actor, tmp_path: Path) -> None:
    added = await add_file(Access(app.db, app.objects, creator), a_tone(tmp_path / "tone.mp4"))
    cannot_transcribe = cast("Transcriber", object())
    app.providers = replace(app.providers, transcriber=lambda: cannot_transcribe)
    video = await work_until_done(app, creator, added.video_id)
    assert video.status == "failed"
    assert video.error_message is not None
    assert "Something went wrong on our side" in video.error_message


async def test_a_worker_that_is_told_to_stop_loses_nothing(
    app: App, creator: Actor, film: Path, captions: Path
) -> None:
    added = await add_file(Access(app.db, app.objects, creator), film, Details(captions=captions))
    for _ in range(6):
        async with app.worker():
            await asyncio.sleep(0.02)
    assert (await work_until_done(app, creator, added.video_id)).status == "completed"
