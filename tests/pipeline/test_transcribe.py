"""The stage of transcription: what it could not hear is said on the video."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chronos.app import App
from chronos.model import Actor, TimeSpan, VideoId, Word
from chronos.pipeline.probe import probe_video
from chronos.pipeline.transcribe import transcribe_video
from chronos.providers.speech import Progress, Transcription
from chronos.storage import Access
from chronos.videos import Video, add_file, list_not_understood
from tests.media import record, tone
from tests.pipeline.work import look


class Listener:
    """A Transcriber that hears one word in each window, and does not understand a second."""

    name = "test"

    def transcribe(
        self, samples: NDArray[np.float32], language: str | None = None, on_progress: Progress | None = None
    ) -> Transcription:
        """Return the same for any sound."""
        return Transcription([Word("light", 0.5, 1.0)], "en", 0.9, [TimeSpan(2.0, 3.0)], 10.0)


async def transcribed(app: App, creator: Actor, path: Path) -> tuple[VideoId, Video]:
    video_id = (await add_file(Access(app.db, app.objects, creator), path)).video_id
    await probe_video(app.db, app.objects, video_id)
    await transcribe_video(app.db, app.objects, Listener, video_id)
    return video_id, await look(app.db, creator, video_id)


async def test_what_was_not_understood_is_kept(app: App, creator: Actor, tmp_path: Path) -> None:
    video_id, video = await transcribed(app, creator, record(tmp_path / "x.m4a", [tone(4)]))
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
    _, video = await transcribed(app, creator, path)
    assert video.warnings[0] == (
        "The sound is damaged: 2 s of it could not be decoded, and what is said there is missing."
    )
