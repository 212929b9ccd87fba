"""How much courses hold, and what students lose with one."""

from chronos.courses import NewModule, add_course, add_module, give_courses, measure_courses
from chronos.db import Database
from tests.courses.conftest import School
from tests.factories import a_creator, as_creator


async def test_course_is_measured(db: Database, school: School) -> None:
    one, two, three = school.videos
    async with db.as_service("test") as tx:
        await tx.execute(
            "insert into video_progress (student_id, creator_id, video_id) "
            "values (%(student)s, %(creator)s, %(video)s)",
            {"student": school.student_id, "creator": school.creator.creator_id, "video": one},
        )
        await tx.execute("update videos set is_in_library = false where id = any (%(ids)s)", {"ids": [two, three]})
        stranger = as_creator(await a_creator(tx, name="Bob"))
    async with db.acting_as(school.creator) as tx:
        other = (await add_course(tx, school.creator, "Other")).summary.id
        await add_module(tx, school.creator, other, NewModule("Again", video_ids=[three]))
        await give_courses(tx, school.creator, school.student_id, [school.course])
        measures = await measure_courses(tx)
        assert list(await measure_courses(tx, other)) == [other]
    light = measures[school.course]
    assert (light.lessons, light.seconds, light.given, light.started, light.only_here) == (3, 180, 1, 1, 1)
    assert measures[other].given == 0
    async with db.acting_as(stranger) as tx:
        assert await measure_courses(tx) == {}
