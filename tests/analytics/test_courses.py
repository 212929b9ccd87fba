"""Courses in a list: the same counts as those of each funnel."""

from random import Random
from uuid import UUID

from chronos.analytics import get_course_funnel, list_course_rows
from chronos.courses import NewModule, add_course, add_module, give_courses
from chronos.db import Database
from chronos.model import VideoId
from tests.analytics.school import School, a_school, hears
from tests.factories import a_creator, a_video, as_creator


async def _course(db: Database, school: School, title: str, *modules: list[int], videos: list[VideoId]) -> UUID:
    async with db.acting_as(school.creator) as tx:
        made = (await add_course(tx, school.creator, title)).summary.id
        for number, places in enumerate(modules):
            listed = [videos[place] for place in places]
            await add_module(tx, school.creator, made, NewModule(f"Part {number}", video_ids=listed))
    return made


async def test_each_row_is_that_of_its_funnel(db: Database) -> None:
    random = Random(7)
    async with db.as_service("test") as tx:
        ada = as_creator(await a_creator(tx))
    school = await a_school(db, ada, students=14)
    async with db.as_service("test") as tx:
        videos = [await a_video(tx, school.creator_id, title=f"Part {n}") for n in range(4)]
        for student in school.students:
            for video in random.sample(videos, random.randrange(4)):
                await hears(tx, school, student, [(0, 60)], video=video, is_completed=random.random() < 0.7)
    courses = [
        await _course(db, school, "Light", [0, 1], [2], videos=videos),
        await _course(db, school, "Twice", [1, 3], [1], videos=videos),
        await _course(db, school, "Empty", videos=videos),
    ]
    async with db.acting_as(ada) as tx:
        for student in school.students[:6]:
            await give_courses(tx, ada, student, random.sample(courses, 2))
        found = await list_course_rows(tx)
        assert [row.id for row in found.courses] == courses
        assert [row.lessons for row in found.courses] == [3, 2, 0]
        assert any(row.completed is not None for row in found.courses)
        for row in found.courses:
            funnel = await get_course_funnel(tx, row.id)
            counted = (funnel.title, funnel.students, funnel.began, funnel.completed)
            assert (row.title, row.students, row.began, row.completed) == counted
    assert found.table().columns == ["id", "title", "lessons", "students", "began", "completed"]


async def test_schools_are_apart(db: Database, six: School) -> None:
    await _course(db, six, "Light", [0], videos=[six.video])
    async with db.as_service("test") as tx:
        eve = as_creator(await a_creator(tx, name="Eve"))
    async with db.acting_as(eve) as tx:
        assert (await list_course_rows(tx)).courses == []
