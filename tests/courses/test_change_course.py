"""A creator adds, changes, publishes, orders and removes courses."""

import asyncio
from uuid import uuid4

import pytest

from chronos.courses import (
    CourseChange,
    NewModule,
    add_course,
    add_module,
    change_course,
    get_course,
    list_courses,
    order_courses,
    order_version,
    remove_course,
)
from chronos.db import Database
from chronos.errors import Conflict, Invalid, NotAllowed, NotFound
from chronos.model import Actor
from tests.courses.conftest import School
from tests.factories import a_creator, a_video, as_creator


async def test_course_in_which_nothing_can_be_seen_is_not_published(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.acting_as(creator) as tx:
        course = (await add_course(tx, creator, " On\nlight ", "All of it.")).summary
    assert (course.title, course.description, course.is_published, course.version) == (
        "On light",
        "All of it.",
        False,
        1,
    )
    async with db.as_service("test") as tx:
        draft = await a_video(tx, creator.creator_id, is_published=False)
        pending = await a_video(tx, creator.creator_id, status="pending")
        ready = await a_video(tx, creator.creator_id)
    publish = CourseChange(is_published=True)
    with pytest.raises(Conflict) as caught:
        async with db.acting_as(creator) as tx:
            await change_course(tx, creator, course.id, publish)
    assert caught.value.code == "course_empty"
    for videos, is_seen in (([draft, pending], False), ([draft, ready], True)):
        async with db.acting_as(creator) as tx:
            await add_module(tx, creator, course.id, NewModule("Part", video_ids=videos))
        try:
            async with db.acting_as(creator) as tx:
                changed = await change_course(tx, creator, course.id, publish)
            assert is_seen
            assert changed.summary.published_at is not None
        except Conflict:
            assert not is_seen


async def test_omitted_fields_keep_their_value_and_each_change_gives_a_version(db: Database, school: School) -> None:
    cover = f"{school.creator.creator_id}/cover.png"
    before = 0
    for change, expected in (
        (CourseChange(description="Of light."), ("Light", "Of light.", None, True)),
        (CourseChange(title="Dark"), ("Dark", "Of light.", None, True)),
        (CourseChange(cover=cover), ("Dark", "Of light.", cover, True)),
        (CourseChange(description="", cover="", is_published=False), ("Dark", None, None, False)),
    ):
        async with db.acting_as(school.creator) as tx:
            changed = (await change_course(tx, school.creator, school.course, change)).summary
        assert (changed.title, changed.description, changed.cover, changed.is_published) == expected
        assert changed.version > before
        before = changed.version
    for wrong in (f"{uuid4()}/cover.png", f"{school.creator.creator_id}/../cover.png"):
        with pytest.raises(Invalid):
            async with db.acting_as(school.creator) as tx:
                await change_course(tx, school.creator, school.course, CourseChange(cover=wrong))


async def test_courses_stand_in_the_creators_order(db: Database, school: School) -> None:
    async with db.acting_as(school.creator) as tx:
        added = (await add_course(tx, school.creator, "Lenses")).summary.id
        assert [course.id for course in await list_courses(tx)] == [school.course, added]
        await order_courses(tx, school.creator, [added, school.course])
        assert [course.id for course in await list_courses(tx)] == [added, school.course]
    with pytest.raises(NotFound):
        async with db.acting_as(school.creator) as tx:
            await order_courses(tx, school.creator, [school.course, uuid4()])
    with pytest.raises(Invalid, match="once") as caught:
        async with db.acting_as(school.creator) as tx:
            await order_courses(tx, school.creator, [school.course, school.course])
    assert caught.value.code == "order_incomplete"
    async with db.acting_as(school.creator) as tx:
        assert [course.id for course in await list_courses(tx)] == [added, school.course]


async def test_courses_that_are_not_listed_follow_as_they_were(db: Database, school: School) -> None:
    async with db.acting_as(school.creator) as tx:
        lenses, colour = [(await add_course(tx, school.creator, title)).summary.id for title in ("Lenses", "Colour")]
        versions = {course.id: course.version for course in await list_courses(tx)}
        for first, expected in (
            ([colour], [colour, school.course, lenses]),
            ([lenses, colour], [lenses, colour, school.course]),
            ([lenses], [lenses, colour, school.course]),
        ):
            await order_courses(tx, school.creator, first)
            assert [course.id for course in await list_courses(tx)] == expected
        before = {course.id: course.version for course in await list_courses(tx)}
        await order_courses(tx, school.creator, [lenses, colour])  # nothing changes: no editor has to read again
        assert {course.id: course.version for course in await list_courses(tx)} == before != versions


async def test_of_two_editors_of_the_order_one_reads_again(db: Database, school: School) -> None:
    async with db.acting_as(school.creator) as tx:
        lenses = (await add_course(tx, school.creator, "Lenses")).summary.id
        version = order_version(course.id for course in await list_courses(tx))

    async def edit() -> str:
        try:
            async with db.acting_as(school.creator) as tx:
                await order_courses(tx, school.creator, [lenses, school.course], version)
        except Conflict as error:
            return error.code
        return "done"

    assert sorted(await asyncio.gather(edit(), edit())) == ["courses_changed", "done"]


async def test_only_the_creator_of_a_course_changes_it(db: Database, school: School) -> None:
    async with db.as_service("test") as tx:
        other = as_creator(await a_creator(tx, name="Eve"))
    change = CourseChange(title="Mine")
    with pytest.raises(NotAllowed, match="Only a creator"):
        async with db.acting_as(school.student) as tx:
            await change_course(tx, school.student, school.course, change)
    for work in (
        lambda tx: change_course(tx, other, school.course, change),
        lambda tx: remove_course(tx, other, school.course),
        lambda tx: get_course(tx, school.course),
        lambda tx: add_module(tx, other, school.course, NewModule("Mine")),
    ):
        with pytest.raises(NotFound) as caught:
            async with db.acting_as(other) as tx:
                await work(tx)
        assert caught.value.code == "course_not_found"


async def test_removed_course_leaves_its_videos(db: Database, school: School) -> None:
    async with db.acting_as(school.creator) as tx:
        await remove_course(tx, school.creator, school.course)
    async with db.acting_as(school.student) as tx:
        assert await list_courses(tx) == []
        assert len(await tx.fetch("select id from videos")) == 3
    with pytest.raises(NotFound):
        async with db.acting_as(school.creator) as tx:
            await remove_course(tx, school.creator, school.course)
