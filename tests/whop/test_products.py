"""What products give."""

from dataclasses import replace
from uuid import uuid4

import pytest

from chronos.db import Database, Tx
from chronos.errors import Invalid, NotAllowed, NotFound
from chronos.model import CreatorId
from chronos.whop import apply_membership, catch_up, change_product, list_products
from tests.factories import as_creator, as_student
from tests.whop.test_apply_membership import ENDED, READING, a_company, the_students


async def a_course(tx: Tx, creator: CreatorId, title: str = "Knots"):  # type: ignore[no-untyped-def]
    row = await tx.fetch_one(
        "insert into courses (creator_id, title, is_published) values (%(creator)s, %(title)s, true) returning id",
        {"creator": creator, "title": title},
    )
    assert row
    return row["id"]


async def test_members_follow_what_their_product_gives(db: Database) -> None:
    async with db.as_service("test") as tx:
        creator = await a_company(tx)
        knots, sails = await a_course(tx, creator), await a_course(tx, creator, "Sails")
        await apply_membership(tx, READING)
        [student] = await the_students(tx)

    async def seen() -> set[str]:
        async with db.acting_as(as_student(student["id"])) as tx:
            return {row["title"] for row in await tx.fetch("select title from courses")}

    async def give(*arguments: object) -> None:
        async with db.acting_as(as_creator(creator)) as tx:
            await change_product(tx, as_creator(creator), "prod_1", *arguments)  # type: ignore[arg-type]
        await catch_up(db)

    assert await seen() == {"Knots", "Sails"}
    await give("chosen_courses", [knots])
    assert await seen() == {"Knots"}
    await give("chosen_courses", [sails])
    assert await seen() == {"Sails"}
    await give("nothing")
    assert await seen() == set()
    await give("all_courses")
    assert await seen() == {"Knots", "Sails"}


async def test_of_two_memberships_the_courses_add_up_and_end_alone(db: Database) -> None:
    async with db.as_service("test") as tx:
        creator = await a_company(tx)
        for product, title in (("prod_1", "Knots"), ("prod_2", "Sails")):
            course = await a_course(tx, creator, title)
            await change_product(tx, as_creator(creator), product, "chosen_courses", [course])
        await apply_membership(tx, READING)
        await apply_membership(tx, replace(READING, id="mem_2", product_id="prod_2"))
        enrolled = "select c.title from course_enrolments e join courses c on c.id = e.course_id order by 1"
        assert await tx.fetch(enrolled) == [{"title": "Knots"}, {"title": "Sails"}]
        await apply_membership(tx, ENDED)
        assert await tx.fetch(enrolled) == [{"title": "Sails"}]
        [student] = await the_students(tx)
    assert student["is_active"]


async def test_a_course_given_by_hand_stays(db: Database) -> None:
    async with db.as_service("test") as tx:
        creator = await a_company(tx)
        course, other = await a_course(tx, creator), await a_course(tx, creator, "Sails")
        await change_product(tx, as_creator(creator), "prod_1", "chosen_courses", [course])
        await apply_membership(tx, READING)
        [student] = await the_students(tx)
        await tx.execute(
            "insert into course_enrolments (course_id, student_id, creator_id) values (%(a)s, %(b)s, %(c)s)",
            {"a": other, "b": student["id"], "c": creator},
        )
        await apply_membership(tx, ENDED)
        rows = await tx.fetch("select course_id from course_enrolments")
    assert rows == [{"course_id": other}]


async def test_only_ones_own_courses_and_products(db: Database) -> None:
    async with db.as_service("test") as tx:
        creator, other = as_creator(await a_company(tx)), as_creator(await a_company(tx, "biz_bob", name="Bob"))
        assert other.creator_id
        course = await a_course(tx, other.creator_id)
    async with db.acting_as(creator) as tx:
        with pytest.raises(NotFound):
            await change_product(tx, creator, "prod_1", "chosen_courses", [course])
        with pytest.raises(NotFound):
            await change_product(tx, creator, "prod_1", "chosen_courses", [uuid4()])
        with pytest.raises(Invalid):
            await change_product(tx, creator, "prod 1", "nothing")
        with pytest.raises(Invalid):
            await change_product(tx, creator, "prod_1", "nothing", [course])
        await change_product(tx, creator, "prod_1", "nothing")
    async with db.acting_as(other) as tx:
        assert await list_products(tx, other) == []
        await change_product(tx, other, "prod_1", "nothing")  # the same id, of their own
    student = as_student(course)
    async with db.acting_as(student) as tx:
        with pytest.raises(NotAllowed):
            await list_products(tx, student)
