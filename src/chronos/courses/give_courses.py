"""Give students the courses that they see: by default the library and all courses."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chronos.courses.change_course import creator_of
from chronos.courses.course import no_such_course
from chronos.db import Tx, load_queries
from chronos.errors import NotFound
from chronos.model import Actor, StudentId

_QUERIES = load_queries("chronos.courses")


@dataclass(frozen=True, slots=True)
class GivenCourses:
    """What a student sees: the courses of `course_ids`, and nothing else; None: the library and every course."""

    student_id: StudentId
    name: str
    course_ids: Sequence[UUID] | None


async def get_given_courses(tx: Tx, student_id: StudentId) -> GivenCourses:
    """Return which courses a student sees. Raises NotFound (`person_not_found`)."""
    student = await tx.fetch_one(_QUERIES["get_student"], {"id": student_id})
    if student is None:
        raise NotFound(f"There is no student {student_id}.", code="person_not_found")
    rows = await tx.fetch(_QUERIES["list_enrolments"], {"student_id": student_id})
    ids = None if student["sees_all_courses"] else [row["course_id"] for row in rows]
    return GivenCourses(student_id, student["name"], ids)


async def give_courses(tx: Tx, actor: Actor, student_id: StudentId, course_ids: Sequence[UUID] | None) -> GivenCourses:
    """Let a student see these courses and nothing else; None: the library and every course.

    Who keeps a course has joined it when it was first given. Raises NotAllowed, NotFound for a course or a student of
    another creator.
    """
    creator = creator_of(actor)
    await get_given_courses(tx, student_id)
    if course_ids is None:
        await tx.fetch_one(_QUERIES["give_all_courses"], {"student_id": student_id})
        return await get_given_courses(tx, student_id)
    known = {row["id"] for row in await tx.fetch(_QUERIES["list_course_ids"], {"ids": list(course_ids)})}
    if missing := [course_id for course_id in course_ids if course_id not in known]:
        raise no_such_course(missing[0])
    values = {"student_id": student_id, "creator_id": creator, "course_ids": list(course_ids)}
    await tx.fetch_one(_QUERIES["limit_to_courses"], values)
    await tx.execute(_QUERIES["delete_enrolments_but"], values)
    await tx.execute(_QUERIES["insert_enrolments"], values)
    return await get_given_courses(tx, student_id)
