"""The stage of transcription: what it could not hear is said on the video."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from chronos.app import App
from chronos.model import Actor, TimeSpan, VideoId, Word
from chronos.pipeline.probe import probe_video
from chronos.pipeline.transcribe import transcribe_video
from chronos.providers.speech import SAMPLE_RATE, Progress, Transcription
from chronos.storage import Access
from chronos.videos import Details, Video, add_file, list_not_understood, list_words
from tests.media import record, tone
from tests.pipeline.work import look, work_until_done
from tests.speech import librivox_clips


class Listener:
    """A Transcriber that hears one word in each window, and does not understand a second."""

    name = "test"

    def __init__(self) -> None:
        self.told: list[tuple[str | None, str | None]] = []

    def transcribe(
        self,
        samples: NDArray[np.float32],
        language: str | None = None,
        on_progress: Progress | None = None,
        previous_language: str | None = None,
    ) -> Transcription:
        """Return the same for any sound."""
        self.told.append((language, previous_language))
        said = [Word("light", 0.5, 1.0, language or "en"), Word("Licht", 1.0, 1.25, language or "de")]
        return Transcription(said, language or "en", 0.9, [TimeSpan(2.0, 3.0)], 10.0)


async def transcribed(
    app: App, creator: Actor, path: Path, listener: Listener, *, language: str | None = None
) -> tuple[VideoId, Video]:
    added = await add_file(Access(app.db, app.objects, creator), path, Details(language=language))
    await probe_video(app.db, app.objects, added.video_id)
    await transcribe_video(app.db, app.objects, lambda: listener, added.video_id)
    return added.video_id, await look(app.db, creator, added.video_id)


async def test_stretches_not_understood_are_kept(app: App, creator: Actor, tmp_path: Path) -> None:
    video_id, video = await transcribed(app, creator, record(tmp_path / "x.m4a", [tone(4)]), Listener())
    assert (video.status, video.speech_covered) == ("processing", 0.9)
    assert list(video.warnings) == ["10 % of the speech was not understood: captions and transcript show where."]
    async with app.db.acting_as(creator) as tx:
        assert await list_not_understood(tx, video_id) == [TimeSpan(2.0, 3.0)]


async def test_sound_that_could_not_be_decoded_is_counted(app: App, creator: Actor, tmp_path: Path) -> None:
    path = record(tmp_path / "x.m4a", [tone(40)])
    content = bytearray(path.read_bytes())
    begin, length = len(content) // 2, len(content) // 20
    content[begin : begin + length] = bytes(length)
    path.write_bytes(content)
    _, video = await transcribed(app, creator, path, Listener())
    assert video.warnings[0] == (
        "The sound is damaged: 2 s of it could not be decoded, and what is said there is missing."
    )


class Loudness:
    """A transcriber that hears one word: how loud the window is, in thousandths of full scale."""

    name = "loudness"

    def transcribe(
        self,
        samples: NDArray[np.float32],
        language: str | None = None,
        on_progress: Progress | None = None,
        previous_language: str | None = None,
    ) -> Transcription:
        loud = round(float(np.sqrt(np.mean(samples**2))) * 1000)
        return Transcription([Word(str(loud), 0.0, 1.0)], "en", 1.0)


@pytest.mark.parametrize(
    ("wanted", "number", "is_loud", "said"),
    [
        (None, 2, True, ["The file has 2 audio tracks: track 2 is transcribed, since the default one has no speech. "
                         "To use another, remove the video and add it with the number of that track."]),
        (1, 1, False, []),
        (2, 2, True, []),
    ],
)  # fmt: skip
async def test_track_with_speech_or_the_wanted_one_is_transcribed(
    app: App, creator: Actor, tmp_path: Path, wanted: int | None, number: int, is_loud: bool, said: list[str]
) -> None:
    app.providers = replace(app.providers, transcriber=Loudness)
    speech = librivox_clips()[0].samples[None, : 6 * SAMPLE_RATE]
    path = record(tmp_path / "two.mp4", [np.zeros_like(speech), speech], picture_seconds=6)
    added = await add_file(Access(app.db, app.objects, creator), path, Details(audio_track=wanted))
    video = await work_until_done(app, creator, added.video_id)
    async with app.db.acting_as(creator) as tx:
        [word] = await list_words(tx, video.id)
        [row] = await tx.fetch("select metadata ->> 'audio_track' as number from videos")
    assert (video.status, row["number"]) == ("completed", str(number))
    assert (int(word.text) > 10) is is_loud
    assert list(video.warnings) == said


async def test_the_shares_of_languages_are_kept(app: App, creator: Actor, tmp_path: Path) -> None:
    _, video = await transcribed(app, creator, record(tmp_path / "x.m4a", [tone(4)]), Listener())
    assert (video.transcript_language, video.languages) == ("en", {"en": 0.667, "de": 0.333})


async def test_a_declared_language_holds_for_all(app: App, creator: Actor, tmp_path: Path) -> None:
    listener = Listener()
    path = record(tmp_path / "x.m4a", [tone(4)])
    video_id, video = await transcribed(app, creator, path, listener, language="pt-BR")
    assert listener.told == [("pt", None)]
    assert (video.transcript_language, video.languages) == ("pt-BR", {"pt": 1.0})
    async with app.db.as_service("test") as tx:
        (row,) = await tx.fetch("select metadata from videos where id = %(id)s", {"id": video_id})
    assert "language_probability" not in row["metadata"]


async def test_a_resumed_transcription_knows_the_language_before(app: App, creator: Actor, tmp_path: Path) -> None:
    listener = Listener()
    added = await add_file(Access(app.db, app.objects, creator), record(tmp_path / "x.m4a", [tone(4)]))
    await probe_video(app.db, app.objects, added.video_id)
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "insert into private.transcript_windows (video_id, start_seconds, end_seconds, words, word_starts, "
            "word_ends, word_languages) values (%(id)s, 0, 1, '{a,b}', '{0,0.5}', '{0.5,1}', '{en,de}')",
            {"id": added.video_id},
        )
        await tx.execute(
            "update videos set transcript_language = 'en', metadata = metadata || '{\"language_probability\": 0.9}' "
            "where id = %(id)s",
            {"id": added.video_id},
        )
    await transcribe_video(app.db, app.objects, lambda: listener, added.video_id)
    assert listener.told == [(None, "de")]
