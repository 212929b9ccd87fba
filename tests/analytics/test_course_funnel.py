"""Course funnels: who began, each lesson, who completed."""

from uuid import UUID, uuid4

import pytest

from chronos.analytics import CourseFunnel, Lesson, get_course_funnel
from chronos.courses import CourseChange, NewModule, add_course, add_module, change_course, give_courses
from chronos.db import Database
from chronos.errors import NotFound
from chronos.model import VideoId
from tests.analytics.school import School, hears
from tests.factories import a_creator, a_video, as_creator


@pytest.fixture
async def lessons(db: Database, six: School) -> list[VideoId]:
    async with db.as_service("test") as tx:
        return [six.video, await a_video(tx, six.creator_id, title="Second")]


@pytest.fixture
async def course(db: Database, six: School, lessons: list[VideoId]) -> UUID:
    async with db.acting_as(six.creator) as tx:
        made = (await add_course(tx, six.creator, "Light")).summary.id
        for number, video in enumerate(lessons):
            await add_module(tx, six.creator, made, NewModule(f"Part {number}", video_ids=[video]))
        await change_course(tx, six.creator, made, CourseChange(is_published=True))
    return made


async def _read(db: Database, six: School, course: UUID) -> CourseFunnel:
    async with db.acting_as(six.creator) as tx:
        return await get_course_funnel(tx, course)


async def test_each_step_counts_students(db: Database, six: School, course: UUID, lessons: list[VideoId]) -> None:
    async with db.as_service("test") as tx:
        for number, student in enumerate(six.students[:5]):
            await hears(tx, six, student, [(0, 60)], is_completed=number < 4)
            if number < 3:
                await hears(tx, six, student, [(0, 60)], video=lessons[1], is_completed=number < 2)
    shown = await _read(db, six, course)
    assert (shown.title, shown.students, shown.began, shown.completed) == ("Light", 6, 5, 2)
    assert shown.lessons == [
        Lesson(1, "Part 0", lessons[0], "Intro", 5, 4),
        Lesson(2, "Part 1", lessons[1], "Second", 3, 2),
    ]
    assert "Began" in shown.rule
    assert shown.table().rows[1] == (2, "Part 1", lessons[1], "Second", 3, 2)


async def test_only_students_of_the_course_count(
    db: Database, six: School, course: UUID, lessons: list[VideoId]
) -> None:
    async with db.as_service("test") as tx:
        for student in six.students:
            await hears(tx, six, student, [(0, 60)], is_completed=True)
    async with db.acting_as(six.creator) as tx:
        other = (await add_course(tx, six.creator, "Other")).summary.id
        await give_courses(tx, six.creator, six.students[0], [other])
        await give_courses(tx, six.creator, six.students[1], [course])
    shown = await _read(db, six, course)
    assert (shown.students, shown.began) == (5, 5)
    assert shown.lessons
    assert shown.lessons[0].began == 5


async def test_lessons_of_fewer_than_five_students_are_not_shown(
    db: Database, six: School, course: UUID, lessons: list[VideoId]
) -> None:
    async with db.as_service("test") as tx:
        for student in six.students[:4]:
            await hears(tx, six, student, [(0, 60)], is_completed=True)
            await hears(tx, six, student, [(0, 60)], video=lessons[1], is_completed=True)
    shown = await _read(db, six, course)
    assert (shown.began, shown.completed, shown.lessons, shown.table().rows) == (4, None, None, [])


async def test_only_the_owner_reads_it(db: Database, six: School, course: UUID) -> None:
    async with db.as_service("test") as tx:
        bob = await a_creator(tx, name="Bob")
    for actor, wanted in ((as_creator(bob), course), (six.student, course), (six.creator, uuid4())):
        with pytest.raises(NotFound):
            async with db.acting_as(actor) as tx:
                await get_course_funnel(tx, wanted)
