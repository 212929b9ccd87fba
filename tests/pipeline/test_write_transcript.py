"""A video knows how much of its speech was understood, and where it was not."""

import pytest

from chronos.db import Database
from chronos.model import CreatorId, TimeSpan, VideoId, Word
from chronos.pipeline.chunk import read_words
from chronos.pipeline.steps import read_video
from chronos.pipeline.transcribe_windows import WindowTranscript
from chronos.pipeline.write_transcript import write_caption_words, write_transcript, write_window
from chronos.videos import Video, get_video, list_not_understood
from tests.factories import a_creator, a_video, as_creator


@pytest.fixture
async def owner(db: Database) -> CreatorId:
    async with db.as_service("test") as tx:
        return await a_creator(tx)


async def written(db: Database, owner: CreatorId, *windows: WindowTranscript) -> tuple[VideoId, Video]:
    """Write these windows of a video of 60 seconds, all of it twice."""
    async with db.as_service("test") as tx:
        video_id = await a_video(tx, owner, status="transcribing")
        video = await read_video(tx, video_id)
        assert video
        for window in [*windows, *windows]:
            await write_window(tx, video, window)
            await write_transcript(tx, video_id)
    async with db.acting_as(as_creator(owner)) as tx:
        return video_id, await get_video(tx, video_id)


def window(start: float, lost: list[TimeSpan], *, speech_seconds: float = 20.0) -> WindowTranscript:
    words = [Word("light", start + 1, start + 2)]
    return WindowTranscript(start, start + 30, words, "en", 0.9, speech_seconds, lost)


async def test_lost_speech_has_its_times_and_a_warning(db: Database, owner: CreatorId) -> None:
    lost = [TimeSpan(5.0, 6.0), TimeSpan(8.0, 9.0)]
    video_id, video = await written(db, owner, window(0, lost), window(30, [TimeSpan(58.0, 61.0), TimeSpan(61, 62)]))
    assert video.speech_covered == pytest.approx(0.9)
    assert list(video.warnings) == ["10 % of the speech was not understood: captions and transcript show where."]
    async with db.acting_as(as_creator(owner)) as tx:
        assert await list_not_understood(tx, video_id) == [*lost, TimeSpan(58.0, 60.0)]
    async with db.as_service("test") as tx:
        assert [word.text for word in await read_words(tx, video_id)] == ["light", "light"]
        (row,) = await tx.fetch("select transcript from videos where id = %(id)s", {"id": video_id})
    assert row["transcript"] == "light light"


async def test_a_little_that_is_lost_is_no_warning(db: Database, owner: CreatorId) -> None:
    _, video = await written(db, owner, window(0, [TimeSpan(5.0, 5.3)]))
    assert video.speech_covered == pytest.approx(0.985)
    assert list(video.warnings) == []


async def test_without_speech_there_is_no_share(db: Database, owner: CreatorId) -> None:
    _, video = await written(db, owner, WindowTranscript(0, 30, [], None, 0.0))
    assert (video.speech_covered, list(video.warnings)) == (None, [])


async def test_captions_are_believed(db: Database, owner: CreatorId) -> None:
    video_id, _ = await written(db, owner, window(0, [TimeSpan(5.0, 15.0)]))
    async with db.as_service("test") as tx:
        video = await read_video(tx, video_id)
        assert video
        await write_caption_words(tx, video, [Word("light", 1, 2)])
        await write_transcript(tx, video_id)
    async with db.acting_as(as_creator(owner)) as tx:
        assert (await get_video(tx, video_id)).speech_covered is None
        assert await list_not_understood(tx, video_id) == []


GERMAN = (
    "Das Brot hält seine Form, weil das Mehl mehr Eiweiß hat, und die Hefe stirbt, wenn die Milch zu heiß ist. " * 3
)
POLISH = "Ciasto musi odpocząć przez noc w chłodnym miejscu zanim trafi do gorącego pieca razem z kamieniem " * 4


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        (False, GERMAN, "de"),
        (False, POLISH, "pl"),
        (False, "ba bo bi bu " * 10, "und"),  # none that can be identified, and surely not English
        (False, "A correction.", "en"),
        (True, GERMAN, "en"),
    ],
)
async def test_captions_have_the_language_of_their_text(
    db: Database, owner: CreatorId, declared: bool, text: str, language: str
) -> None:
    heard = WindowTranscript(0, 30, [Word("light", 1, 2, "en")], "en", 0.9, 20.0)
    async with db.as_service("test") as tx:
        video_id = await a_video(tx, owner, status="transcribing")
        if declared:
            await tx.execute("update videos set transcript_language = 'en' where id = %(id)s", {"id": video_id})
        video = await read_video(tx, video_id)
        assert video
        await write_window(tx, video, heard)
        await write_transcript(tx, video_id)
        words = [Word(word, i * 0.1, i * 0.1 + 0.1) for i, word in enumerate(text.split())]
        await write_caption_words(tx, video, words)
        await write_transcript(tx, video_id)
        shown = await get_video(tx, video_id)
    assert (shown.transcript_language, shown.languages) == (language, {})
