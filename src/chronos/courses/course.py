"""Courses as their readers see them: modules in order, lessons in order, what is open and what is done."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chronos.db import Row, Tx, load_queries
from chronos.errors import NotFound
from chronos.model import VideoId

_QUERIES = load_queries("chronos.courses")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the caller is, of `lessons` that last `seconds` together, locked ones included.

    A lesson that is done counts whole, as `completed` and in `heard_seconds`; the others with what was heard.
    """

    lessons: int
    completed: int
    seconds: float
    heard_seconds: float

    @property
    def percent(self) -> int:
        """The whole percents that were heard, by seconds; 100 only when every lesson is done."""
        if self.lessons and self.completed == self.lessons:
            return 100
        return min(99, int(100 * self.heard_seconds / self.seconds)) if self.seconds else 0


@dataclass(frozen=True, slots=True)
class CourseSummary:
    """A course in a list. `version` grows with every change."""

    id: UUID
    title: str
    description: str | None
    cover: str | None
    is_published: bool
    published_at: datetime | None
    version: int
    modules: int
    progress: Progress
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Lesson:
    """A video of a module, as far as the caller may see it; the last four are the calling student's own."""

    id: VideoId
    title: str
    status: str
    is_published: bool
    is_in_library: bool
    duration_seconds: float | None
    heard_seconds: float | None
    resume_seconds: float | None
    completed_at: datetime | None
    marked_done_at: datetime | None

    @property
    def is_done(self) -> bool:
        """Whether the caller heard enough of it, or marked it as done."""
        return self.completed_at is not None or self.marked_done_at is not None


@dataclass(frozen=True, slots=True)
class Conditions:
    """When a module opens to a student: all that are given must hold.

    `opens_after_days`: so long after the student joined; `requires_module_id`: once that module is completed.
    """

    opens_after_days: int | None = None
    opens_at: datetime | None = None
    requires_module_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Module:
    """A part of a course. `lessons` are those that the caller may see; `video_ids` names all of its lessons in order,
    or only these while it is locked for the caller.

    `opens_at` is when the calendar opens it to the calling student, `waits_for` the module to be completed before.
    """

    id: UUID
    title: str
    description: str | None
    video_ids: Sequence[VideoId]
    conditions: Conditions
    is_open: bool
    opens_at: datetime | None
    waits_for: UUID | None
    lessons: Sequence[Lesson]


@dataclass(frozen=True, slots=True)
class Course:
    """A course with its modules."""

    summary: CourseSummary
    modules: Sequence[Module]


def order_version(course_ids: Iterable[UUID]) -> str:
    """Return what tells one order of courses from another, so that an editor changes the order that was read."""
    return hashlib.sha256(b"".join(course_id.bytes for course_id in course_ids)).hexdigest()[:16]


async def list_courses(tx: Tx) -> list[CourseSummary]:
    """Return the courses that the caller may see, in the creator's order."""
    return [_summary(row) for row in await tx.fetch(_QUERIES["list_courses"], {"id": None})]


async def get_course(tx: Tx, course_id: UUID) -> Course:
    """Return a course. Raises NotFound (`course_not_found`)."""
    row = await tx.fetch_one(_QUERIES["list_courses"], {"id": course_id})
    if row is None:
        raise no_such_course(course_id)
    modules = await tx.fetch(_QUERIES["list_modules"], {"course_id": course_id})
    ids = [video for module in modules for video in module["video_ids"]]
    found = await tx.fetch(_QUERIES["list_lessons"], {"video_ids": ids}) if ids else []
    lessons = {lesson["id"]: Lesson(**lesson) for lesson in found}
    return Course(_summary(row), [_module(module, lessons) for module in modules])


def no_such_course(course_id: UUID) -> NotFound:
    """Return the error for a course that does not exist for the actor."""
    return NotFound(f"There is no course {course_id}.", code="course_not_found")


def _summary(row: Row) -> CourseSummary:
    done = {name: row.pop(name) or 0 for name in ("lessons", "completed", "seconds", "heard_seconds")}
    return CourseSummary(cover=row.pop("thumbnail_path"), progress=Progress(**done), **row)


def _module(row: Row, lessons: Mapping[VideoId, Lesson]) -> Module:
    shown = [lessons[video] for video in row["video_ids"] if video in lessons]
    return Module(
        id=row["id"],
        title=row["title"],
        description=row["description"],
        video_ids=row["video_ids"] if row["is_open"] else [lesson.id for lesson in shown],
        conditions=Conditions(row["opens_after_days"], row["opens_at"], row["requires_module_id"]),
        is_open=row["is_open"],
        opens_at=row["opens_for_caller"],
        waits_for=row["waits_for"],
        lessons=shown,
    )
