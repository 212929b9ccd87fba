"""Transcribe: the sound of a video's file in, its transcript out. The longest stage; it resumes where it stopped."""

import asyncio
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from psycopg.types.json import Jsonb

from chronos.db import Database
from chronos.jobs import note_work, through_outages
from chronos.model import VideoId, Word
from chronos.pipeline.place import GaveBack, Place
from chronos.pipeline.steps import (
    QUERIES,
    VideoRow,
    begin,
    finish,
    is_declared,
    read_video,
    set_progress,
)
from chronos.pipeline.transcribe_windows import WindowTranscript, transcribe_windows
from chronos.pipeline.transcription_budget import Work, charge_window, end_transcription, reserve_transcription
from chronos.pipeline.write_transcript import write_caption_words, write_transcript, write_window
from chronos.providers.objects import ObjectStore
from chronos.providers.speech import Transcriber, find_spoken_track
from chronos.providers.speech.media import AudioTrack
from chronos.storage import VIDEOS, object_name
from chronos.text import language_code
from chronos.videos import read_own_vtt, words_from_cues

REPORT_SECONDS = 0.5  # between two reports of progress
LOST = "The sound is damaged: {seconds} s of it could not be decoded, and what is said there is missing."


async def transcribe_video(
    db: Database,
    objects: ObjectStore,
    load_transcriber: Callable[[], Transcriber],
    video_id: VideoId,
    place: Place | None = None,
) -> None:
    """Job. Safe to repeat: it resumes after the last stored window.

    Captions that came along are believed; the model is loaded only where there is something to listen to. Raises
    GaveBack between two windows while `place` is wanted by others.
    """
    async with db.as_service("pipeline.transcribe") as tx:
        video = await begin(tx, video_id, "transcribe")
        if video is None:
            return
    if "captions" not in video.metadata and video.metadata.get("has_audio", True):
        await _listen_within_budget(db, objects, load_transcriber, video, place)
        async with db.as_service("pipeline.transcribe") as tx:
            video = await read_video(tx, video_id) or video
    if "captions" in video.metadata:  # they may have come while it was listened to
        words = await read_caption_words(objects, video)
        async with db.as_service("pipeline.transcribe") as tx:
            await write_caption_words(tx, video, words)
    async with db.as_service("pipeline.transcribe") as tx:
        await write_transcript(tx, video_id)
        await finish(tx, video_id, "transcribe")


async def read_caption_words(objects: ObjectStore, video: VideoRow) -> list[Word]:
    """Return the words of the video's captions."""
    return words_from_cues(read_own_vtt(await objects.get(object_name(VIDEOS, video.metadata["captions"]))))


async def _listen_within_budget(
    db: Database,
    objects: ObjectStore,
    load_transcriber: Callable[[], Transcriber],
    video: VideoRow,
    place: Place | None,
) -> None:
    """Raise OverLimit before the model is loaded when the month has too little left; what was heard stays."""
    async with db.as_service("pipeline.transcribe") as tx:
        until = await tx.fetch_one(QUERIES["transcribed_until"], {"id": video.id})
    await reserve_transcription(db, video, float(until["seconds"]) if until else 0.0)
    try:
        await _listen(db, objects, await asyncio.to_thread(load_transcriber), video, place)
    except (GaveBack, asyncio.CancelledError):
        raise  # the job comes back, and finds its hold
    except BaseException:
        await end_transcription(db, video)
        raise
    await through_outages(db, partial(end_transcription, db, video))


async def _listen(
    db: Database, objects: ObjectStore, transcriber: Transcriber, video: VideoRow, place: Place | None
) -> None:
    async with db.as_service("pipeline.transcribe") as tx:
        until = await tx.fetch_one(QUERIES["transcribed_until"], {"id": video.id})
        reached = start = float(until["seconds"]) if until else 0.0
        await note_work(tx, video.id, "transcribe", start)
    previous = until["language"] if until else None
    declared = language_code(video.transcript_language) if is_declared(video) else None
    told_to_stop = threading.Event()

    def advance(seconds: float) -> None:
        nonlocal reached
        reached = seconds
        if told_to_stop.is_set():  # a thread cannot be cancelled from outside
            raise InterruptedError

    file = await asyncio.to_thread(objects.open, object_name(VIDEOS, video.storage_path))
    track = await _choose_track(db, video, file)
    lost: list[float] = []
    results = transcribe_windows(
        file, transcriber, language=declared, previous_language=previous, start_seconds=start, on_progress=advance,
        track=track, on_lost=lost.append,
    )  # fmt: skip
    try:
        while True:
            began = time.monotonic()
            window = asyncio.create_task(asyncio.to_thread(next, results, None))
            while not (await asyncio.wait({window}, timeout=REPORT_SECONDS))[0]:
                progress = reached / (video.duration_seconds or reached or 1.0)
                await through_outages(db, partial(_report, db, video, progress))
            if (result := window.result()) is None:
                break
            work = Work(transcriber.name, time.monotonic() - began)
            await through_outages(db, partial(_store, db, video, result, work))
            if place is not None:
                place.begin()
                if await place.is_wanted(video.id):
                    raise GaveBack
        if lost:
            warning = LOST.format(seconds=round(lost[0]))
            async with db.as_service("pipeline.transcribe") as tx:
                await tx.execute(QUERIES["set_warning"], {"id": video.id, "warning": warning})
    finally:
        told_to_stop.set()
        window.add_done_callback(lambda task: task.cancelled() or task.exception())  # no caller waits for it any more


async def _report(db: Database, video: VideoRow, progress: float) -> None:
    async with db.as_service("pipeline.transcribe") as tx:
        await set_progress(tx, video.id, progress)


async def _store(db: Database, video: VideoRow, window: WindowTranscript, work: Work) -> None:
    async with db.as_service("pipeline.transcribe") as tx:
        await write_window(tx, video, window)
        await charge_window(tx, video, window, work)
        await note_work(tx, video.id, "transcribe", window.end_seconds)


async def _choose_track(db: Database, video: VideoRow, file: BinaryIO) -> int | None:
    """Return the track that was chosen, or choose among several and say so on the video."""
    tracks = [AudioTrack(**track) for track in video.metadata.get("audio_tracks", ())]
    if "audio_track" in video.metadata or len(tracks) < 2:
        return video.metadata.get("audio_track")
    chosen = await asyncio.to_thread(find_spoken_track, file, tracks)
    if chosen is None:
        return None
    values = {"metadata": Jsonb({"audio_track": chosen.number}), "warnings": [_explain_choice(chosen, tracks)]}
    async with db.as_service("pipeline.transcribe") as tx:
        await tx.execute(QUERIES["set_audio_track"], {"id": video.id} | values)
    return chosen.number


def _explain_choice(chosen: AudioTrack, tracks: list[AudioTrack]) -> str:
    names = [name for name in (chosen.language, chosen.title) if name and name != "und"]
    named = f"track {chosen.number}" + (f" ({', '.join(names)})" if names else "")
    has_default = any(track.is_default and track.is_readable and track != chosen for track in tracks)
    why = ", since the default one has no speech" if has_default and not chosen.is_default else ""
    advice = "To use another, remove the video and add it with the number of that track."
    return f"The file has {len(tracks)} audio tracks: {named} is transcribed{why}. {advice}"
