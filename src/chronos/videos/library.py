"""Read the library, as far as the policies allow the actor."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chronos.db import Tx, load_queries
from chronos.errors import Conflict, NotFound
from chronos.model import CreatorId, Cue, TimeSpan, VideoId, Word
from chronos.run_apart import run_apart
from chronos.videos.captions import cues_from_words
from chronos.videos.judge_playback import Codings, word_playback_problem

MAX_PAGE = 100

_QUERIES = load_queries("chronos.videos")
APART_WORDS = 50_000  # of five hours

Row = Mapping[str, Any]


# What the state of a video with `has_pending_captions` is for people.
PENDING_CAPTIONS = "The new captions are being prepared; until then search and answers use the earlier text."
NO_AUDIO_TRACK = "The file has no audio track, so search finds nothing in it."


@dataclass(frozen=True, slots=True)
class Video:
    """A video of the library. `progress` is that of the current step, 0 to 1.

    `languages`: share of the spoken time in each language that was heard; empty for captions. `speech_covered`: share
    of the speech that was understood, 0 to 1; None before transcription, and with captions.
    `warnings`: what its creator should know of how the file and its captions were read, one sentence each.
    `is_in_library` False: students see it in courses alone.
    `has_pending_captions`: it is completed, and captions that came since are not searchable yet.
    `poster`: the name of its picture in bucket `thumbnails`. `plays_in_browsers`: None before the file was read;
    where it is False, `playback_problem` says why, and what the actor can do.
    """

    id: VideoId
    creator_id: CreatorId
    title: str
    description: str | None
    status: str
    progress: float
    error_message: str | None
    duration_seconds: float | None
    file_size_bytes: int | None
    speech_covered: float | None
    transcript_language: str | None
    languages: Mapping[str, float]
    is_published: bool
    is_in_library: bool
    created_at: datetime
    updated_at: datetime
    warnings: Sequence[str] = ()
    has_pending_captions: bool = False
    poster: str | None = None
    has_storyboard: bool = False
    plays_in_browsers: bool | None = None
    playback_problem: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some videos, newest first, and the cursor of the next page if there is one."""

    videos: Sequence[Video]
    next_cursor: VideoId | None


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a video's status."""

    from_status: str | None
    to_status: str
    reason: str | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class TranscriptionAhead:
    """The seconds of a video that are still to be transcribed; `is_reserved`: it has begun, and holds them."""

    seconds: float
    is_reserved: bool


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The stored file of a video; `name` is its object's in bucket `videos`."""

    name: str
    size_bytes: int
    content_type: str


async def list_videos(
    tx: Tx, *, status: str | None = None, text: str | None = None, cursor: VideoId | None = None, limit: int = 50
) -> Page:
    """Videos, newest first, those after `cursor` when given; with `text`, those whose title contains it.

    Raises NotFound for a cursor that is gone.
    """
    after = await get_video(tx, cursor) if cursor is not None else None
    limit = max(1, min(limit, MAX_PAGE))
    rows = await tx.fetch(
        _QUERIES["list_videos"],
        {
            "status": status,
            "text": (text or "").strip().replace("\0", "").lower() or None,
            "before": after.created_at if after else None,
            "before_id": after.id if after else None,
            "limit": limit + 1,
        },
    )
    videos = [_video(row) for row in rows[:limit]]
    return Page(videos, videos[-1].id if len(rows) > limit else None)


async def get_video(tx: Tx, video_id: VideoId) -> Video:
    """One video. Raises NotFound when there is none that the actor may see."""
    row = await tx.fetch_one(_QUERIES["get_video"], {"id": video_id})
    if row is None:
        raise no_such_video(video_id)
    return _video(row)


async def get_transcription_ahead(tx: Tx, video_id: VideoId) -> TranscriptionAhead | None:
    """Return what of the video is still to be transcribed; None while its file is not here."""
    row = await tx.fetch_one(_QUERIES["transcription_ahead"], {"id": video_id})
    return TranscriptionAhead(**row) if row else None


async def get_source(tx: Tx, video_id: VideoId) -> SourceFile:
    """Return its source file. Raises NotFound, and Conflict (`no_file_yet`) while it is being fetched."""
    row = await tx.fetch_one(_QUERIES["get_source"], {"id": video_id})
    if row is None:
        raise no_such_video(video_id)
    if row["storage_path"] is None:
        raise Conflict(
            "The video's file has not arrived yet: it is being fetched, or could not be fetched.", code="no_file_yet"
        )
    return SourceFile(row["storage_path"], row["file_size_bytes"], row["content_type"] or "application/octet-stream")


async def list_history(tx: Tx, video_id: VideoId) -> list[Step]:
    """Return every step of the video, oldest first; none for a student, who may not see them."""
    return [Step(**row) for row in await tx.fetch(_QUERIES["list_history"], {"id": video_id})]


async def list_words(tx: Tx, video_id: VideoId) -> list[Word]:
    """The transcript's words with their times, in order."""
    rows = await tx.fetch(_QUERIES["list_words"], {"id": video_id})
    return list(words_of_windows(rows))


async def list_not_understood(tx: Tx, video_id: VideoId) -> list[TimeSpan]:
    """Return where in the video a voice is heard that gave no words, in order."""
    return list(marks_of_windows(await tx.fetch(_QUERIES["list_not_understood"], {"id": video_id})))


async def list_windows(tx: Tx, video_id: VideoId) -> Sequence[Row]:
    """Return the windows of the transcript in order, as `cues_of_windows` takes them."""
    return await tx.fetch(_QUERIES["list_windows"], {"id": video_id})


def cues_of_windows(windows: Sequence[Row], *, with_marks: bool) -> list[Cue]:
    """Return the cues of a transcript, those of a long one from a process of its own. Blocking.

    `with_marks`: each part that was not understood has a cue that says so.
    """
    is_long = sum(len(window["words"]) for window in windows) > APART_WORDS
    return run_apart(_cues_of, windows, with_marks) if is_long else _cues_of(windows, with_marks)


def _cues_of(windows: Sequence[Row], with_marks: bool) -> list[Cue]:
    marks = marks_of_windows(windows) if with_marks else ()
    return cues_from_words(list(words_of_windows(windows)), list(marks))


async def retry_video(tx: Tx, video_id: VideoId) -> Video:
    """Repeat the step at which a video failed. Raises Conflict when it has not failed, NotFound."""
    row = await tx.fetch_one(_QUERIES["retry_video"], {"id": video_id})
    video = await get_video(tx, video_id)
    if row is None or row["status"] is None:
        raise Conflict(f"The video is {video.status}; only a failed one can be tried again.", code="video_not_failed")
    return video


def no_such_video(video_id: VideoId) -> NotFound:
    """Return the error for a video that does not exist for the actor."""
    return NotFound(f"There is no video {video_id} in this library.", code="video_not_found")


def _video(row: Row) -> Video:
    fields = dict(row)
    codings = Codings(*(fields.pop(name) for name in ("container", "video_codec", "video_profile", "audio_codec")))
    problem = word_playback_problem(codings, is_own=fields.pop("is_own"))
    plays = None if codings.container is None else problem is None
    return Video(**fields, plays_in_browsers=plays, playback_problem=problem)


def words_of_windows(rows: Sequence[Row]) -> Iterator[Word]:
    """Yield the words of windows."""
    for row in rows:
        yield from map(Word, row["words"], row["word_starts"], row["word_ends"])


def marks_of_windows(rows: Sequence[Row]) -> Iterator[TimeSpan]:
    """Yield the parts that were not understood."""
    for row in rows:
        yield from map(TimeSpan, row["not_understood_starts"], row["not_understood_ends"])
