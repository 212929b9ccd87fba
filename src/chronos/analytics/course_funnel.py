"""Course: how many students began it, reached each lesson, and completed it."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from uuid import UUID

from chronos.analytics.table import Table, small_text
from chronos.db import Tx, load_queries
from chronos.errors import NotFound
from chronos.model import VideoId

_QUERIES = load_queries("chronos.analytics")

FUNNEL_RULE = (
    "Students who see the course, or saw it until their membership ended. Began: played any of its lessons; completed "
    "a lesson: heard the share that completes a video, or marked it as done where you allow that; completed the "
    "course: completed every lesson."
)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson in the order of the course, and how many students began and completed it."""

    position: int
    module: str
    id: VideoId
    title: str
    began: int
    completed: int


@dataclass(frozen=True, slots=True)
class CourseFunnel:
    """A course; `completed` and `lessons` are None when fewer than `least_group` students began it."""

    id: UUID
    title: str
    students: int
    began: int
    completed: int | None
    lessons: Sequence[Lesson] | None
    least_group: int
    rule: str = FUNNEL_RULE

    def table(self) -> Table:
        """Return the lessons as rows."""
        withheld = small_text(self.least_group, "began") if self.lessons is None else None
        return Table(
            [field.name for field in fields(Lesson)], [astuple(lesson) for lesson in self.lessons or ()], withheld
        )


async def get_course_funnel(tx: Tx, course_id: UUID) -> CourseFunnel:
    """Return how far the students of a course are. Raises NotFound (`course_not_found`)."""
    row = await tx.fetch_one(_QUERIES["course_funnel"], {"id": course_id})
    if row is None:
        raise NotFound(f"There is no course {course_id} of yours.", code="course_not_found")
    lessons = await tx.fetch(_QUERIES["funnel_lessons"], {"id": course_id, "students": row["began"]})
    return CourseFunnel(**row, lessons=[Lesson(**lesson) for lesson in lessons] or None)
