"""Home: where a student resumes, and a creator's overview."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chronos.courses.course import CourseSummary, list_courses
from chronos.db import Tx, load_queries
from chronos.model import Actor, VideoId

_QUERIES = load_queries("chronos.courses")

MAX_STARTED = 5
MAX_NEW = 10


@dataclass(frozen=True, slots=True)
class Started:
    """A video that was begun and is not done; it resumes at `resume_seconds`. `course_id`: a course that has it."""

    id: VideoId
    title: str
    duration_seconds: float | None
    resume_seconds: float
    last_watched_at: datetime
    course_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NextLesson:
    """The first lesson of a course that is open and not done; it resumes at `resume_seconds`."""

    course_id: UUID
    id: VideoId
    title: str
    duration_seconds: float | None
    resume_seconds: float


@dataclass(frozen=True, slots=True)
class NewVideo:
    """A video that was added lately."""

    id: VideoId
    title: str
    duration_seconds: float | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """A creator's school in numbers; `in_work` and `failed` are videos, `seconds` the length of all."""

    videos: int
    in_work: int
    failed: int
    seconds: float
    courses: int
    students: int


@dataclass(frozen=True, slots=True)
class Home:
    """`started` and `next_lessons` are a student's, `overview` a creator's; those of the other are empty."""

    started: Sequence[Started]
    next_lessons: Sequence[NextLesson]
    courses: Sequence[CourseSummary]
    new: Sequence[NewVideo]
    overview: Overview | None


async def get_home(tx: Tx, actor: Actor) -> Home:
    """Return what the caller begins with."""
    courses = await list_courses(tx)
    new = [NewVideo(**row) for row in await tx.fetch(_QUERIES["newest_videos"], {"limit": MAX_NEW})]
    if actor.creator_id is None:
        rows = await tx.fetch(_QUERIES["started_videos"], {"limit": MAX_STARTED})
        lessons = [NextLesson(**row) for row in await tx.fetch(_QUERIES["next_lessons"])]
        return Home([Started(**row) for row in rows], lessons, courses, new, None)
    row = await tx.fetch_one(_QUERIES["creator_overview"], {"creator_id": actor.creator_id})
    assert row is not None  # noqa: S101 - counts
    return Home([], [], courses, new, Overview(**row))
