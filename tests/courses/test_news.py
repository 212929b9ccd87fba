"""What is new to a student."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from chronos.courses import Beat, Segment, list_new_lessons, list_opening_modules, record_beat
from chronos.db import Database
from tests.courses.conftest import School

LONG_AGO = datetime.now(UTC) - timedelta(days=30)


async def _news(db: Database, school: School, since: datetime = LONG_AGO) -> list[tuple[str, str | None]]:
    async with db.acting_as(school.student) as tx:
        return [(each.title, each.course) for each in await list_new_lessons(tx, since)]


async def test_lessons_that_are_not_begun_are_news(db: Database, school: School) -> None:
    assert set(await _news(db, school)) == {("Part 1", "Light"), ("Part 2", "Light"), ("Part 3", "Light")}
    assert await _news(db, school, datetime.now(UTC) + timedelta(seconds=5)) == []
    async with db.acting_as(school.student) as tx:
        await record_beat(tx, school.student, school.videos[0], Beat(uuid4(), 0, [Segment(0, 1)], 1.0))
    assert {title for title, _ in await _news(db, school)} == {"Part 2", "Part 3"}


async def test_a_lesson_is_new_from_when_its_module_opened(db: Database, school: School) -> None:
    since = datetime.now(UTC) - timedelta(days=5)
    async with db.as_service("test") as tx:
        await tx.execute("update videos set created_at = now() - interval '20 days'")
        await tx.execute("update course_modules set opens_at = now() - interval '1 day' where title = 'Second'")
    assert await _news(db, school, since) == [("Part 3", "Light")]


async def test_modules_that_the_calendar_opens_are_announced_without_their_lessons(
    db: Database, school: School
) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("update course_modules set opens_at = now() + interval '3 days' where title = 'Second'")
    assert ("Part 3", "Light") not in await _news(db, school)
    async with db.acting_as(school.student) as tx:
        [module] = await list_opening_modules(tx)
    assert (module.title, module.course, module.course_id) == ("Second", "Light", school.course)
    assert module.opens_at > datetime.now(UTC)
    async with db.acting_as(school.creator) as tx:
        assert await list_opening_modules(tx) == []
