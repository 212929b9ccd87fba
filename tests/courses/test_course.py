"""A course as its readers see it."""

from uuid import uuid4

import pytest

from chronos.courses import Progress, get_course
from chronos.db import Database
from chronos.errors import NotFound
from tests.courses.conftest import School


@pytest.mark.parametrize(
    ("progress", "percent"),
    [
        (Progress(0, 0, 0.0, 0.0), 0),
        (Progress(2, 0, 100.0, 0.0), 0),
        (Progress(2, 0, 100.0, 50.5), 50),
        (Progress(2, 1, 100.0, 99.9), 99),
        (Progress(2, 1, 100.0, 100.0), 99),
        (Progress(2, 2, 100.0, 100.0), 100),
        (Progress(1, 1, 0.0, 0.0), 100),
    ],
)
def test_percent_is_100_only_when_every_lesson_is_done(progress: Progress, percent: int) -> None:
    assert progress.percent == percent


async def test_a_creator_sees_drafts_and_a_student_does_not(db: Database, school: School) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("update videos set is_published = false where id = %(id)s", {"id": school.videos[1]})
    shown = []
    for actor in (school.creator, school.student):
        async with db.acting_as(actor) as tx:
            course = await get_course(tx, school.course)
        shown.append([lesson.title for lesson in course.modules[0].lessons])
        assert all(module.is_open for module in course.modules)
    assert shown == [["Part 1", "Part 2"], ["Part 1"]]
    assert course.summary.progress.lessons == 2


async def test_unknown_course_is_not_found(db: Database, school: School) -> None:
    with pytest.raises(NotFound) as caught:
        async with db.acting_as(school.student) as tx:
            await get_course(tx, uuid4())
    assert caught.value.code == "course_not_found"


async def test_a_lesson_that_was_never_played_has_zero_seconds_for_a_student(db: Database, school: School) -> None:
    for actor, seconds in ((school.student, 0), (school.creator, None)):
        async with db.acting_as(actor) as tx:
            [lesson, *_] = (await get_course(tx, school.course)).modules[0].lessons
        assert (lesson.heard_seconds, lesson.resume_seconds) == (seconds, seconds)
