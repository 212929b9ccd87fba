"""The stages on a real queue: from a file to a video that can be searched, through failures and repeats."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from chronos.app import App
from chronos.members import add_creator, add_student
from chronos.model import Actor
from chronos.pipeline.chunk import chunk_video
from chronos.pipeline.embed import embed_video
from chronos.pipeline.probe import probe_video
from chronos.pipeline.transcribe import transcribe_video
from chronos.providers.speech import Transcriber
from chronos.search import find_moments
from chronos.storage import VIDEOS, Access, object_name
from chronos.videos import Details, add_file, list_history, list_words, retry_video
from tests.factories import as_student
from tests.media import a_tone, a_video_without_audio
from tests.pipeline.work import work_until_done


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


async def test_a_failure_says_why_and_a_retry_resumes(app: App, creator: Actor, film: Path, captions: Path) -> None:
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


async def test_a_bug_is_reported_without_its_details(app: App, creator: Actor, tmp_path: Path) -> None:
    added = await add_file(Access(app.db, app.objects, creator), a_tone(tmp_path / "tone.mp4"))
    cannot_transcribe = cast("Transcriber", object())
    app.providers = replace(app.providers, transcriber=lambda: cannot_transcribe)
    video = await work_until_done(app, creator, added.video_id)
    assert video.status == "failed"
    assert video.error_message is not None
    assert "Something went wrong on our side" in video.error_message
