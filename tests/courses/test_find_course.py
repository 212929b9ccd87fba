"""A course is found by its title, its id, or the beginning of the id."""

import pytest

from chronos.courses import add_course, find_course, list_courses_of
from chronos.db import Database
from chronos.errors import Invalid, NotFound
from tests.courses.conftest import School


async def test_course_is_found_by_what_people_type(db: Database, school: School) -> None:
    async with db.acting_as(school.student) as tx:
        for text in ("Light", " light ", str(school.course), str(school.course)[:8], str(school.course).upper()):
            assert (await find_course(tx, text)).id == school.course
    for text in ("Dark", "", str(school.course)[:3], "%", "\0"):
        with pytest.raises(NotFound, match="chronos course list"):
            async with db.acting_as(school.student) as tx:
                await find_course(tx, text)


async def test_a_title_of_several_courses_is_refused_with_their_ids(db: Database, school: School) -> None:
    async with db.acting_as(school.creator) as tx:
        second = (await add_course(tx, school.creator, "light")).summary.id
    with pytest.raises(Invalid) as caught:
        async with db.acting_as(school.creator) as tx:
            await find_course(tx, "Light")
    assert caught.value.code == "course_ambiguous"
    assert str(second) in str(caught.value)
    async with db.acting_as(school.student) as tx:
        assert (await find_course(tx, "Light")).id == school.course  # the other is a draft


async def test_courses_of_videos(db: Database, school: School) -> None:
    one, _, three = school.videos
    async with db.acting_as(school.creator) as tx:
        found = await list_courses_of(tx, [one, three])
        assert await list_courses_of(tx, []) == {}
    assert {video: [course.title for course in courses] for video, courses in found.items()} == {
        one: ["Light"],
        three: ["Light"],
    }
