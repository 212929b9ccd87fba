"""Seconds really watched: what players report, and how far a student is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from chronos.db import Tx, load_queries
from chronos.errors import Invalid, NotAllowed, NotFound
from chronos.model import Actor, StudentId, VideoId
from chronos.usage import take_rate_token

_QUERIES = load_queries("chronos.courses")

MAX_SEGMENTS = 100  # a report covers ten seconds


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a video that was played without a pause or a jump, at `rate` times its speed."""

    from_seconds: float
    to_seconds: float
    rate: float = 1.0


@dataclass(frozen=True, slots=True)
class Beat:
    """One report of a player: `session` is the player's, `number` counts its reports from 0.

    `student_id` is who played it, as far as the player knows: a report may arrive when another person is signed in.
    """

    session: UUID
    number: int
    segments: Sequence[Segment]
    at_seconds: float
    student_id: StudentId | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What a report was worth: the seconds that were credited, and whether the video is completed now."""

    credited_seconds: float
    is_completed: bool


@dataclass(frozen=True, slots=True)
class LearningRules:
    """When a video is completed: after this share of it was heard, or when a student may say so."""

    completion_share: float
    may_mark_done: bool


@dataclass(frozen=True, slots=True)
class VideoProgress:
    """How far a student is in a video. `heard_seconds` counts each second once, `played_seconds` each time."""

    video_id: VideoId
    heard_seconds: float
    played_seconds: float
    resume_seconds: float
    completed_at: datetime | None
    marked_done_at: datetime | None


async def record_beat(tx: Tx, actor: Actor, video_id: VideoId, beat: Beat) -> Counted:
    """Count a report of the calling student's player; a report counts once. A creator's and staff's count nothing.

    No more is credited than time has passed for the student since the report before, times the speed, and two seconds.
    Raises NotFound for a video that the student may not play, Invalid (`beat_invalid`), NotAllowed (`beat_not_yours`),
    OverLimit (`rate_limited`).
    """
    numbers = [n for part in beat.segments for n in (part.from_seconds, part.to_seconds, part.rate)]
    if len(beat.segments) > MAX_SEGMENTS or not all(map(math.isfinite, [*numbers, beat.at_seconds])):
        raise Invalid(f"Send at most {MAX_SEGMENTS} segments of finite numbers.", code="beat_invalid")
    if beat.student_id not in (None, actor.student_id):
        raise NotAllowed("Another person played this; sign in as that person to report it.", code="beat_not_yours")
    if actor.creator_id is not None:
        return Counted(0.0, False)
    await take_rate_token(tx, "beat")
    values = {
        "video_id": video_id,
        "session": beat.session,
        "beat": beat.number,
        "segments": Jsonb([[part.from_seconds, part.to_seconds, part.rate] for part in beat.segments]),
        "at_seconds": max(0.0, beat.at_seconds),
    }
    row = await tx.fetch_one(_QUERIES["record_beat"], values)
    if row is None or row["credited_seconds"] is None:
        raise _no_such_video(video_id)
    return Counted(**row)


async def mark_done(tx: Tx, actor: Actor, video_id: VideoId, is_done: bool) -> None:
    """Mark a video as done, or not, where the creator allows it.

    Raises NotAllowed (`students_only`, `marking_off`), NotFound for a video that the student may not play.
    """
    if actor.student_id is None:
        raise NotAllowed("Only a student can mark a video as done.", code="students_only")
    row = await tx.fetch_one(_QUERIES["mark_done"], {"video_id": video_id, "is_done": is_done})
    outcome = row["outcome"] if row else "unknown"
    if outcome == "refused":
        raise NotAllowed(
            "In this school a video is completed by watching it; it cannot be marked as done.", code="marking_off"
        )
    if outcome == "unknown":
        raise _no_such_video(video_id)


async def get_progress(tx: Tx, video_id: VideoId) -> VideoProgress:
    """Return how far the calling student is; all zero for a video that was never played."""
    row = await tx.fetch_one(_QUERIES["get_progress"], {"video_id": video_id})
    return VideoProgress(**row) if row else VideoProgress(video_id, 0.0, 0.0, 0.0, None, None)


async def require_visible(tx: Tx, video_id: VideoId) -> None:
    """Raise NotFound for a video that the caller may not see."""
    if not await tx.fetch(_QUERIES["list_lessons"], {"video_ids": [video_id]}):
        raise _no_such_video(video_id)


async def get_learning_rules(tx: Tx) -> LearningRules:
    """Return when a video is completed, in the school of the caller."""
    row = await tx.fetch_one(_QUERIES["learning_rules"])
    assert row is not None  # noqa: S101 - a function with out parameters returns one row
    return LearningRules(**row)


def _no_such_video(video_id: VideoId) -> NotFound:
    return NotFound(f"There is no video {video_id} that you may play.", code="video_not_found")
