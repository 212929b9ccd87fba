"""Modules: their videos, their order under two editors, and conditions that can come true."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from chronos.courses import (
    Conditions,
    ModuleChange,
    NewModule,
    Placed,
    add_course,
    add_module,
    change_module,
    get_course,
    order_modules,
    remove_module,
)
from chronos.db import Database
from chronos.errors import Conflict, Invalid, NotFound
from chronos.model import VideoId
from tests.courses.conftest import School
from tests.factories import a_creator, a_video


async def _change(db: Database, school: School, module: object, change: ModuleChange) -> None:
    async with db.acting_as(school.creator) as tx:
        await change_module(tx, school.creator, school.course, module, change)  # type: ignore[arg-type]


async def _modules(db: Database, school: School) -> dict[str, list[VideoId]]:
    async with db.acting_as(school.creator) as tx:
        course = await get_course(tx, school.course)
    return {module.title: list(module.video_ids) for module in course.modules}


async def test_foreign_removed_and_repeated_videos_never_enter(db: Database, school: School) -> None:
    one, two, three = school.videos
    async with db.as_service("test") as tx:
        foreign = await a_video(tx, await a_creator(tx, name="Bob"))
        await tx.execute("update videos set deleted_at = now() where id = %(id)s", {"id": two})
    for videos in ([one, foreign], [one, VideoId(uuid4())], [one, two], [one, one]):
        with pytest.raises(Invalid):
            await _change(db, school, school.first, ModuleChange(video_ids=videos))
    assert await _modules(db, school) == {"First": [one], "Second": [three]}  # the removed one has left


async def test_deleted_video_leaves_every_module(db: Database, school: School) -> None:
    one, two, three = school.videos
    await _change(db, school, school.second, ModuleChange(video_ids=[three, one]))
    async with db.acting_as(school.creator) as tx:
        await tx.execute("delete from videos where id = %(id)s", {"id": one})
    assert await _modules(db, school) == {"First": [two], "Second": [three]}


async def test_of_two_editors_the_second_is_told_that_the_order_is_another(db: Database, school: School) -> None:
    one, two, three = school.videos
    async with db.acting_as(school.creator) as tx:
        version = (await get_course(tx, school.course)).summary.version
    orders = (
        [Placed(school.second, [three]), Placed(school.first, [two, one])],
        [Placed(school.first, [one]), Placed(school.second, [three, two])],
    )

    async def order(chosen: list[Placed]) -> str:
        try:
            async with db.acting_as(school.creator) as tx:
                await order_modules(tx, school.creator, school.course, version, chosen)
        except Conflict as error:
            return error.code
        return "done"

    outcomes = await asyncio.gather(*map(order, orders))
    assert sorted(outcomes) == ["course_changed", "done"]
    assert await _modules(db, school) in (
        {"Second": [three], "First": [two, one]},
        {"First": [one], "Second": [three, two]},
    )


async def test_an_order_names_every_module_once(db: Database, school: School) -> None:
    async with db.acting_as(school.creator) as tx:
        version = (await get_course(tx, school.course)).summary.version
    for chosen in (
        [Placed(school.first, [])],
        [Placed(school.first, []), Placed(school.first, [])],
        [Placed(school.first, []), Placed(uuid4(), [])],
    ):
        with pytest.raises(Invalid) as caught:
            async with db.acting_as(school.creator) as tx:
                await order_modules(tx, school.creator, school.course, version, chosen)
        assert caught.value.code == "order_incomplete"


async def test_modules_never_wait_for_each_other(db: Database, school: School) -> None:
    async with db.acting_as(school.creator) as tx:
        other = (await add_course(tx, school.creator, "Other")).summary.id
        elsewhere = await add_module(tx, school.creator, other, NewModule("Elsewhere"))
    await _change(db, school, school.second, ModuleChange(conditions={"requires_module_id": school.first}))
    for required in (school.second, school.first, elsewhere, uuid4()):
        with pytest.raises(Invalid):
            await _change(db, school, school.first, ModuleChange(conditions={"requires_module_id": required}))
    async with db.acting_as(school.creator) as tx:
        await remove_module(tx, school.creator, school.course, school.first)
        [left] = (await get_course(tx, school.course)).modules
    assert left.conditions == Conditions()


async def test_conditions_are_set_kept_and_lifted(db: Database, school: School) -> None:
    for change, expected in (
        (ModuleChange(conditions={"opens_after_days": 7}), Conditions(7)),
        (ModuleChange(title="Later"), Conditions(7)),
        (ModuleChange(conditions={"opens_after_days": None}), Conditions()),
    ):
        await _change(db, school, school.second, change)
        async with db.acting_as(school.creator) as tx:
            assert (await get_course(tx, school.course)).modules[1].conditions == expected
    with pytest.raises(Invalid):
        await _change(db, school, school.second, ModuleChange(conditions={"opens_after_days": -1}))


async def test_a_module_opens_on_a_date_that_can_be_read_everywhere(db: Database, school: School) -> None:
    for year in (1, 9999):
        with pytest.raises(Invalid, match="opens at"):
            await _change(
                db, school, school.first, ModuleChange(conditions={"opens_at": datetime(year, 6, 1, tzinfo=UTC)})
            )
    with pytest.raises(Invalid, match="opens at"):
        async with db.acting_as(school.creator) as tx:
            await tx.execute("update course_modules set opens_at = 'infinity'")


async def test_unknown_modules_are_not_found(db: Database, school: School) -> None:
    unknown = uuid4()
    for is_removal in (False, True):
        async with db.acting_as(school.creator) as tx:
            with pytest.raises(NotFound) as caught:
                await (
                    remove_module(tx, school.creator, school.course, unknown)
                    if is_removal
                    else change_module(tx, school.creator, school.course, unknown, ModuleChange(title="A"))
                )
        assert caught.value.code == "module_not_found"
