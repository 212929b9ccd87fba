"""Courses: how many students began and completed each of them."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from uuid import UUID

from chronos.analytics.table import Table
from chronos.db import Tx, load_queries

_QUERIES = load_queries("chronos.analytics")


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course, counted as its funnel is; `completed` is None when fewer than `least_group` students began it."""

    id: UUID
    title: str
    lessons: int
    students: int
    began: int
    completed: int | None
    least_group: int


@dataclass(frozen=True, slots=True)
class CourseRows:
    """The courses in the creator's order."""

    courses: Sequence[CourseRow]

    def table(self) -> Table:
        """Return the courses as rows."""
        columns = [field.name for field in fields(CourseRow)]
        return Table(columns[:-1], [astuple(course)[:-1] for course in self.courses])


async def list_course_rows(tx: Tx) -> CourseRows:
    """Return the calling creator's courses with how far their students are."""
    return CourseRows([CourseRow(**row) for row in await tx.fetch(_QUERIES["course_rows"])])
