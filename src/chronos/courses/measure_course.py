"""Measure courses for those who keep them: how much they hold, and what students lose with one."""

from dataclasses import dataclass
from uuid import UUID

from chronos.db import Tx, load_queries

_QUERIES = load_queries("chronos.courses")


@dataclass(frozen=True, slots=True)
class CourseMeasure:
    """What a course holds. `given`: students who were given it; `started`: students who played one of its lessons.

    `only_here`: lessons that students see in no other course and not in the library.
    """

    lessons: int
    seconds: float
    given: int
    started: int
    only_here: int


async def measure_courses(tx: Tx, course_id: UUID | None = None) -> dict[UUID, CourseMeasure]:
    """Return the measure of each course that the calling creator has, or of one."""
    rows = await tx.fetch(_QUERIES["measure_courses"], {"id": course_id})
    return {row.pop("id"): CourseMeasure(**row) for row in map(dict, rows)}
