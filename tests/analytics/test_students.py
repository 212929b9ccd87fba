"""Students: last seen, percent of what is offered, at risk."""

import pytest

from chronos.analytics import StudentPage, list_student_rows
from chronos.courses import CourseChange, NewModule, add_course, add_module, change_course, give_courses
from chronos.db import Database
from chronos.errors import NotFound
from tests.analytics.school import School, asks, hears
from tests.factories import a_creator, a_session, a_video, as_creator


async def _read(db: Database, six: School, *, is_at_risk: bool = False) -> StudentPage:
    async with db.acting_as(six.creator) as tx:
        return await list_student_rows(tx, is_at_risk=is_at_risk)


async def test_percent_counts_seconds_of_offered_videos(db: Database, six: School) -> None:
    one, two, three, four, five, last = six.students
    async with db.as_service("test") as tx:
        second = await a_video(tx, six.creator_id, title="Second")
        draft = await a_video(tx, six.creator_id, title="Draft", is_published=False)
        await hears(tx, six, one, [(0, 30)])
        await hears(tx, six, two, [(0, 55)], is_completed=True)
        await hears(tx, six, two, [(0, 60)], video=second, is_completed=True)
        await hears(tx, six, three, [(0, 59.9)])
        await hears(tx, six, three, [(0, 60)], video=second, is_completed=True)
        await hears(tx, six, four, [(0, 60)], video=draft, is_completed=True)
        await hears(tx, six, five, [(0, 60)])
        await asks(tx, six, one, "Why?")
    async with db.acting_as(six.creator) as tx:
        course = (await add_course(tx, six.creator, "Light")).summary.id
        await add_module(tx, six.creator, course, NewModule("All", video_ids=[second]))
        await change_course(tx, six.creator, course, CourseChange(is_published=True))
        await give_courses(tx, six.creator, five, [course])
    shown = {row.id: row for row in (await _read(db, six)).students}
    assert [shown[each].percent for each in six.students] == [25, 100, 99, 0, 0, 0]
    assert [shown[each].videos_begun for each in six.students] == [1, 2, 2, 1, 1, 0]
    assert [shown[each].videos_completed for each in six.students] == [0, 2, 1, 1, 0, 0]
    assert [shown[each].questions for each in six.students] == [1, 0, 0, 0, 0, 0]
    assert shown[last].last_seen_at is None


async def test_who_was_not_seen_for_two_weeks_is_at_risk(db: Database, six: School) -> None:
    away, done, asked, new, ended, never = six.students
    async with db.as_service("test") as tx:
        await tx.execute(
            "update students set created_at = now() - interval '15 days', is_active = id <> %(ended)s "
            "where id <> %(new)s",
            {"new": new, "ended": ended},
        )
        for student in (away, done, asked, ended):
            await hears(tx, six, student, [(0, 30)], days_ago=15, is_completed=student == done)
        await a_session(tx, six.creator_id, asked)
        await tx.execute("update chat_sessions set last_message_at = now() - interval '13 days'")
    page = await _read(db, six)
    assert {row.id for row in page.students if row.is_at_risk} == {away, never}
    assert "14 days" in page.rule
    assert [row.id for row in (await _read(db, six, is_at_risk=True)).students] == [away, never]
    assert page.table().columns[-1] == "is_at_risk"


async def test_pages_follow_each_other_by_name(db: Database, six: School) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("update students set name = 'Sam', created_at = now() - interval '1 year'")
        bob = await a_creator(tx, name="Bob")
    for is_at_risk in (False, True):
        found, cursor = [], None
        for _ in range(3):
            async with db.acting_as(six.creator) as tx:
                page = await list_student_rows(tx, is_at_risk=is_at_risk, cursor=cursor, limit=2)
            found += [row.id for row in page.students]
            cursor = page.next_cursor
        assert sorted(found) == sorted(six.students)
        assert cursor is None
    async with db.acting_as(as_creator(bob)) as tx:
        assert (await list_student_rows(tx)).students == []
        with pytest.raises(NotFound):  # a cursor that is gone does not pass for the end of the list
            await list_student_rows(tx, cursor=six.students[0])
