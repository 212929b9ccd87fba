"""Importing students: a look that writes nothing, all lines or none, and no change the second time."""

import asyncio
from uuid import UUID

import pytest

from chronos.courses import ImportedStudents, add_course, get_given_courses, import_students, plan_students
from chronos.db import Database
from chronos.errors import Invalid, NotAllowed, OverLimit
from chronos.model import Actor, StudentId
from tests.factories import a_creator, a_staff_member, a_student, as_creator, as_staff, as_student

LIST = "Kim,kim@example.com\nLee,lee@example.com,Light\nLee,LEE@example.com,sound\nMax,max@example.com"


@pytest.fixture
async def titles(db: Database, creator: Actor) -> dict[str, UUID]:
    async with db.acting_as(creator) as tx:
        return {title: (await add_course(tx, creator, title)).summary.id for title in ("Light", "Sound")}


async def students(db: Database) -> dict[str, StudentId]:
    async with db.as_service("test") as tx:
        return {row["email"]: StudentId(row["id"]) for row in await tx.fetch("select id, email from students")}


async def test_the_plan_writes_nothing_and_the_import_twice_is_one(
    db: Database, creator: Actor, titles: dict[str, UUID]
) -> None:
    async with db.acting_as(creator) as tx:
        plan = await plan_students(tx, LIST)
        assert (plan.added, plan.known, plan.ended, plan.problems, len(plan.lines)) == (3, 0, 0, [], 4)
    assert await students(db) == {}
    async with db.acting_as(creator) as tx:
        assert await import_students(tx, LIST) == ImportedStudents(3, 0, 0, 2)
    found = await students(db)
    assert found.keys() == {"kim@example.com", "lee@example.com", "max@example.com"}
    async with db.acting_as(creator) as tx:
        assert (await get_given_courses(tx, found["kim@example.com"])).course_ids is None
        given = (await get_given_courses(tx, found["lee@example.com"])).course_ids
        assert set(given or ()) == set(titles.values())
        assert await import_students(tx, LIST) == ImportedStudents(0, 3, 0, 0)
    assert await students(db) == found


async def test_known_students_keep_name_access_and_what_they_see(
    db: Database, creator: Actor, titles: dict[str, UUID]
) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        for email, is_active in (("kim@example.com", False), ("lee@example.com", True)):
            made = await a_student(tx, creator.creator_id, name="Before", is_active=is_active)
            await tx.execute("update students set email = %(e)s where id = %(id)s", {"e": email, "id": made})
    async with db.acting_as(creator) as tx:
        plan = await plan_students(tx, LIST)
        assert (plan.added, plan.known, plan.ended) == (1, 1, 1)
        assert await import_students(tx, LIST) == ImportedStudents(1, 1, 1, 0)
    found = await students(db)
    async with db.acting_as(creator) as tx:
        assert (await get_given_courses(tx, found["lee@example.com"])).course_ids is None
    async with db.as_service("test") as tx:
        rows = await tx.fetch("select name, is_active from students order by name, is_active")
    assert rows == [
        {"name": "Before", "is_active": False}, {"name": "Before", "is_active": True},
        {"name": "Max", "is_active": True},
    ]  # fmt: skip


async def test_one_wrong_line_writes_none(db: Database, creator: Actor, titles: dict[str, UUID]) -> None:
    text = f"{LIST}\nEve,eve@example.com,Colour"
    async with db.acting_as(creator) as tx:
        [problem] = (await plan_students(tx, text)).problems
        assert (problem.number, "“Colour”" in problem.sentence) == (5, True)
        with pytest.raises(Invalid, match=r"Line 5: .*Nothing was imported"):
            await import_students(tx, text)
    assert await students(db) == {}


async def test_the_plan_of_the_school_holds_for_all_or_none(db: Database, creator: Actor) -> None:
    async with db.as_service("test") as tx:
        await tx.execute(
            "insert into private.limit_overrides (creator_id, students) values (%(id)s, 1)", {"id": creator.creator_id}
        )
    with pytest.raises(OverLimit):
        async with db.acting_as(creator) as tx:
            await import_students(tx, "Kim,kim@example.com\nLee,lee@example.com")
    assert await students(db) == {}


async def test_two_at_once_add_each_student_once(db: Database, creator: Actor) -> None:
    text = "".join(f"Student {n},s{n}@example.com\n" for n in range(500))

    async def one() -> int:
        async with db.acting_as(creator) as tx:
            return (await import_students(tx, text)).added

    assert sorted(await asyncio.gather(one(), one())) == [0, 500]
    assert len(await students(db)) == 500


async def test_owners_alone_import(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        sam = as_student(await a_student(tx, creator.creator_id))
        editor = as_staff(creator.creator_id, await a_staff_member(tx, creator.creator_id, "editor"))
        eve = as_creator(await a_creator(tx, name="Eve"))
    for actor in (sam, editor):
        with pytest.raises(NotAllowed):
            async with db.acting_as(actor) as tx:
                await import_students(tx, "Kim,kim@example.com")
    async with db.acting_as(creator) as tx:
        await import_students(tx, "Kim,kim@example.com")
    async with db.acting_as(eve) as tx:
        assert (await plan_students(tx, "Kim,kim@example.com")).added == 1  # who is known elsewhere is new here
