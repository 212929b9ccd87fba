"""A student sees the courses that were given, and nothing else."""

from uuid import uuid4

import pytest

from chronos.courses import add_course, get_given_courses, give_courses, list_courses
from chronos.db import Database
from chronos.errors import NotAllowed, NotFound
from chronos.model import StudentId
from tests.courses.conftest import School
from tests.factories import a_creator, as_creator


async def _seen(db: Database, school: School) -> tuple[int, int]:
    async with db.acting_as(school.student) as tx:
        return len(await list_courses(tx)), len(await tx.fetch("select id from videos"))


async def test_given_courses_replace_the_library_until_all_are_given_again(db: Database, school: School) -> None:
    async with db.acting_as(school.creator) as tx:
        draft = (await add_course(tx, school.creator, "Draft")).summary.id
    joined = []
    for courses, seen in (
        ([], (0, 0)),
        ([draft], (0, 0)),
        ([school.course, draft], (1, 3)),
        ([school.course], (1, 3)),
        (None, (1, 3)),
    ):
        async with db.acting_as(school.creator) as tx:
            given = await give_courses(tx, school.creator, school.student_id, courses)
            rows = await tx.fetch(
                "select created_at from course_enrolments where course_id = %(id)s", {"id": school.course}
            )
        assert sorted(given.course_ids or []) == sorted(courses or [])
        assert (given.course_ids is None) == (courses is None)
        assert await _seen(db, school) == seen
        joined += [row["created_at"] for row in rows]
    assert len(set(joined)) == 1  # who keeps a course joined it when it was first given


async def test_foreign_courses_and_students_do_not_exist(db: Database, school: School) -> None:
    async with db.as_service("test") as tx:
        other = as_creator(await a_creator(tx, name="Bob"))
    async with db.acting_as(other) as tx:
        foreign = (await add_course(tx, other, "Foreign")).summary.id
    for course in (foreign, uuid4()):
        with pytest.raises(NotFound) as caught:
            async with db.acting_as(school.creator) as tx:
                await give_courses(tx, school.creator, school.student_id, [school.course, course])
        assert caught.value.code == "course_not_found"
    for student in (school.student_id, StudentId(uuid4())):
        with pytest.raises(NotFound) as caught:
            async with db.acting_as(other) as tx:
                await give_courses(tx, other, student, None)
        assert caught.value.code == "person_not_found"
    with pytest.raises(NotAllowed):
        async with db.acting_as(school.student) as tx:
            await give_courses(tx, school.student, school.student_id, None)
    async with db.acting_as(school.creator) as tx:
        assert (await get_given_courses(tx, school.student_id)).course_ids is None
