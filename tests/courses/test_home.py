"""Home: where a student goes on, and a creator's overview."""

from uuid import uuid4

import pytest

from chronos.courses import Beat, Segment, get_course, get_home, record_beat
from chronos.db import Database
from tests.courses.conftest import School


async def _watch(db: Database, school: School, video: int, seconds: float) -> None:
    session = uuid4()
    for number, parts in enumerate(([], [Segment(0, seconds)])):
        async with db.as_service("test") as tx:
            await tx.execute("update private.watch_budgets set seconds = 600")
        async with db.acting_as(school.student) as tx:
            await record_beat(tx, school.student, school.videos[video], Beat(session, number, parts, seconds))


async def test_student_resumes_the_latest_videos_that_are_not_done(db: Database, school: School) -> None:
    for video, seconds in ((0, 60), (1, 20), (2, 10)):
        await _watch(db, school, video, seconds)
    async with db.acting_as(school.student) as tx:
        home = await get_home(tx, school.student)
    assert [(each.title, each.resume_seconds) for each in home.started] == [("Part 3", 10), ("Part 2", 20)]
    [course] = home.courses
    assert (course.progress.lessons, course.progress.completed, course.progress.percent) == (3, 1, 50)
    assert course.progress.heard_seconds == pytest.approx(90)
    assert {each.title for each in home.new} == {"Part 3", "Part 2", "Part 1"}
    assert home.overview is None


async def test_next_lesson_is_the_first_that_is_open_and_not_done(db: Database, school: School) -> None:
    async def next_lessons() -> list[tuple[str, float]]:
        async with db.acting_as(school.student) as tx:
            found = (await get_home(tx, school.student)).next_lessons
        assert {each.course_id for each in found} <= {school.course}
        return [(each.title, each.resume_seconds) for each in found]

    assert await next_lessons() == [("Part 1", 0)]
    await _watch(db, school, 0, 60)
    await _watch(db, school, 2, 20)
    assert await next_lessons() == [("Part 2", 0)]
    await _watch(db, school, 1, 60)
    assert await next_lessons() == [("Part 3", 20)]
    async with db.as_service("test") as tx:
        await tx.execute("update course_modules set opens_after_days = 9 where title = 'Second'")
    assert await next_lessons() == []
    async with db.as_service("test") as tx:
        await tx.execute("update course_modules set opens_after_days = null")
    await _watch(db, school, 2, 60)
    assert await next_lessons() == []
    async with db.acting_as(school.creator) as tx:
        assert (await get_home(tx, school.creator)).next_lessons == []


async def test_percent_counts_locked_lessons_and_is_100_only_when_all_are_done(db: Database, school: School) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("update course_modules set opens_after_days = 9 where title = 'Second'")
    for video in (0, 1):
        await _watch(db, school, video, 60)
    async with db.acting_as(school.student) as tx:
        course = await get_course(tx, school.course)
    assert (course.summary.progress.lessons, course.summary.progress.percent) == (3, 66)
    first, second = course.modules
    assert [lesson.is_done for lesson in first.lessons] == [True, True]
    assert (second.is_open, second.lessons, second.video_ids) == (False, [], [])
    assert second.opens_at is not None
    async with db.as_service("test") as tx:
        await tx.execute("update course_modules set opens_after_days = null")
    await _watch(db, school, 2, 60)
    async with db.acting_as(school.student) as tx:
        assert (await get_course(tx, school.course)).summary.progress.percent == 100


async def test_creator_reads_an_overview(db: Database, school: School) -> None:
    async with db.acting_as(school.creator) as tx:
        home = await get_home(tx, school.creator)
    assert home.overview is not None
    overview = home.overview
    assert (overview.videos, overview.in_work, overview.failed, overview.courses, overview.students) == (3, 0, 0, 1, 1)
    assert overview.seconds == 180
    assert home.started == []
