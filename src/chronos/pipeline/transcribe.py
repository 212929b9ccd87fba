"""Transcribe: a media file's sound in, words with times out, window by window."""

import asyncio
import math
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from psycopg.types.json import Jsonb

from chronos.db import Database, Tx
from chronos.model import VideoId, Word
from chronos.pipeline.steps import QUERIES, VideoRow, begin, finish, hold, read_video, set_progress
from chronos.providers.objects import ObjectStore
from chronos.providers.speech import WINDOW_SECONDS, Transcriber, cut_windows, find_spoken_track
from chronos.providers.speech.media import AudioTrack, Source
from chronos.storage import VIDEOS, object_name
from chronos.text import guess_language, join_words, spoken_words
from chronos.videos import read_own_vtt, words_from_cues

REPORT_SECONDS = 0.5  # between two reports of progress
GUESSED = 0.9  # the probability noted for the language of captions, which is read from their letters and small words
LANGUAGE_WORDS = 2_000  # that are read for it
CERTAIN = 0.5  # a language found with at least this probability is kept for the rest of the video


@dataclass(frozen=True, slots=True)
class WindowTranscript:
    """What is said between two seconds of a video; words have their times in the video.

    `language` is the most probable one so far, None while nothing has been said.
    """

    start_seconds: float
    end_seconds: float
    words: list[Word]
    language: str | None
    language_probability: float


def transcribe_windows(
    source: Source,
    transcriber: Transcriber,
    *,
    language: str | None = None,
    start_seconds: float = 0.0,
    on_progress: Callable[[float], None] | None = None,
    window_seconds: float = WINDOW_SECONDS,
    track: int | None = None,
) -> Iterator[WindowTranscript]:
    """One result per window, each as soon as it is known; together they cover the sound from `start_seconds` on.

    Pass the last `end_seconds` as `start_seconds`, and its language, to resume an interrupted transcription.
    Without `language` each window's is found until one is certain, or else the most probable so far is kept.
    `on_progress` receives the second of the video that is reached. Raises Invalid for the file, ProviderError for the
    model.
    """
    best, probability = language, 1.0 if language else 0.0
    for window in cut_windows(source, start_seconds, window_seconds, track):

        def advance(seconds: float, start: float = window.start_seconds) -> None:
            if on_progress:
                on_progress(start + seconds)

        known = best if probability >= CERTAIN else None
        heard = transcriber.transcribe(window.samples, known, advance)
        if heard.words and known is None and heard.language_probability > probability:
            best, probability = heard.language, heard.language_probability
        words = [
            Word(w.text, window.start_seconds + w.start_seconds, window.start_seconds + w.end_seconds)
            for w in heard.words
        ]
        yield WindowTranscript(window.start_seconds, window.end_seconds, words, best, probability)
        advance(window.end_seconds - window.start_seconds)


async def transcribe_video(
    db: Database, objects: ObjectStore, load_transcriber: Callable[[], Transcriber], video_id: VideoId
) -> None:
    """Job. Safe to repeat: it resumes after the last stored window.

    Captions that came along are believed; the model is loaded only where there is something to listen to.
    """
    async with db.as_service("pipeline.transcribe") as tx:
        video = await begin(tx, video_id, "transcribe")
        if video is None:
            return
    if "captions" not in video.metadata and video.metadata.get("has_audio", True):
        await _listen(db, objects, await asyncio.to_thread(load_transcriber), video)
        async with db.as_service("pipeline.transcribe") as tx:
            video = await read_video(tx, video_id) or video
    if "captions" in video.metadata:  # they may have come while it was listened to
        words = await read_caption_words(objects, video)
        async with db.as_service("pipeline.transcribe") as tx:
            await write_caption_words(tx, video, words)
    async with db.as_service("pipeline.transcribe") as tx:
        await tx.execute(QUERIES["set_transcript"], {"id": video_id})
        await finish(tx, video_id, "transcribe")


async def read_caption_words(objects: ObjectStore, video: VideoRow) -> list[Word]:
    """Return the words of the video's captions."""
    return words_from_cues(read_own_vtt(await objects.get(object_name(VIDEOS, video.metadata["captions"]))))


async def write_caption_words(tx: Tx, video: VideoRow, words: list[Word]) -> None:
    """Replace all words of the video."""
    end = max(video.duration_seconds or 0.0, *(word.end_seconds for word in words), 0.001)
    language = await asyncio.to_thread(_language_of, words)
    await tx.execute(QUERIES["delete_windows"], {"id": video.id})
    await _keep(tx, video, WindowTranscript(0.0, end, words, language, GUESSED if language else 0.0))


def _language_of(words: Sequence[Word]) -> str | None:
    return guess_language(spoken_words(join_words([word.text for word in words[:LANGUAGE_WORDS]])))


async def _listen(db: Database, objects: ObjectStore, transcriber: Transcriber, video: VideoRow) -> None:
    async with db.as_service("pipeline.transcribe") as tx:
        until = await tx.fetch_one(QUERIES["transcribed_until"], {"id": video.id})
    reached = start = float(until["seconds"]) if until else 0.0
    told_to_stop = threading.Event()

    def advance(seconds: float) -> None:
        nonlocal reached
        reached = seconds
        if told_to_stop.is_set():  # a thread cannot be cancelled from outside
            raise InterruptedError

    file = await asyncio.to_thread(objects.open, object_name(VIDEOS, video.storage_path))
    track = await _choose_track(db, video, file)
    results = transcribe_windows(
        file, transcriber, language=video.transcript_language, start_seconds=start, on_progress=advance, track=track
    )
    try:
        while True:
            window = asyncio.create_task(asyncio.to_thread(next, results, None))
            while not (await asyncio.wait({window}, timeout=REPORT_SECONDS))[0]:
                async with db.as_service("pipeline.transcribe") as tx:
                    await set_progress(tx, video.id, reached / (video.duration_seconds or reached or 1.0))
            if (result := window.result()) is None:
                return
            async with db.as_service("pipeline.transcribe") as tx:
                await _keep(tx, video, result)
    finally:
        told_to_stop.set()
        window.add_done_callback(lambda task: task.cancelled() or task.exception())  # no caller waits for it any more


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


async def _keep(tx: Tx, video: VideoRow, window: WindowTranscript) -> None:
    await hold(tx, video.id)
    # Recognisers hear, and captions last, a little longer than the file says that it does.
    length = video.duration_seconds if video.duration_seconds is not None else math.inf
    row = {
        "id": video.id,
        "start_seconds": window.start_seconds,
        "end_seconds": window.end_seconds,
        "words": [word.text for word in window.words],
        "word_starts": [min(word.start_seconds, length) for word in window.words],
        "word_ends": [min(word.end_seconds, length) for word in window.words],
    }
    await tx.execute(QUERIES["insert_window"], row)
    if window.language is not None:
        certainty = Jsonb({"language_probability": round(window.language_probability, 3)})
        await tx.execute(QUERIES["set_language"], {"id": video.id, "language": window.language, "metadata": certainty})
