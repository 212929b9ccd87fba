"""Limits of single creators, and those that are counted where a row is made."""

import asyncio
from uuid import uuid4

import pytest

from chronos.db import Database
from chronos.errors import Invalid, NotFound, OverLimit
from chronos.model import CreatorId
from chronos.usage import change_creator_limits, change_tier, get_creator_limits
from tests.factories import a_creator, a_student, a_video, as_creator


async def a_limited_creator(db: Database, **limits: str) -> CreatorId:
    async with db.as_service("test") as tx:
        creator = await a_creator(tx)
    await change_creator_limits(db, creator, limits)
    return creator


async def test_an_override_holds_for_its_creator_alone(db: Database) -> None:
    ada, bob = await a_limited_creator(db, videos="3"), await a_limited_creator(db)
    assert (await get_creator_limits(db, ada)).limits.videos == 3
    assert (await get_creator_limits(db, ada)).overrides == {"videos": 3}
    assert (await get_creator_limits(db, bob)).limits.videos > 3


async def test_an_override_is_taken_away_and_the_others_stay(db: Database) -> None:
    ada = await a_limited_creator(db, videos="3", students="4")
    changed = await change_creator_limits(db, ada, {"videos": "tier", "questions": "5"})
    assert changed.overrides == {"students": 4, "questions": 5}
    await change_tier(db, "basic", {"videos": "9", "questions": "9"})
    assert (await get_creator_limits(db, ada)).limits.videos == 9
    assert (await get_creator_limits(db, ada)).limits.questions == 5


async def test_unknown_limits_and_creators_are_refused(db: Database) -> None:
    ada = await a_limited_creator(db)
    with pytest.raises(Invalid, match="no limit 'films'"):
        await change_creator_limits(db, ada, {"films": "tier"})
    for creator in (CreatorId(uuid4()),):
        with pytest.raises(NotFound):
            await change_creator_limits(db, creator, {"videos": "1"})


async def test_one_video_too_many_is_refused_and_a_removed_one_makes_room(db: Database) -> None:
    ada = await a_limited_creator(db, videos="2")
    async with db.as_service("test") as tx:
        first, _ = await a_video(tx, ada), await a_video(tx, ada)
    add = "insert into videos (creator_id, title) values (%(id)s, 'New')"
    with pytest.raises(OverLimit, match="room for 2 videos: remove some") as caught:
        async with db.acting_as(as_creator(ada)) as tx:
            await tx.execute(add, {"id": ada})
    assert (caught.value.code, caught.value.exit_code) == ("videos_full", 4)
    async with db.acting_as(as_creator(ada)) as tx:
        await tx.execute("update videos set deleted_at = now() where id = %(id)s", {"id": first})
        await tx.execute(add, {"id": ada})
    with pytest.raises(OverLimit):  # it cannot come back
        async with db.acting_as(as_creator(ada)) as tx:
            await tx.execute("update videos set deleted_at = null where id = %(id)s", {"id": first})


async def test_active_students_count(db: Database) -> None:
    ada = await a_limited_creator(db, students="2")
    async with db.as_service("test") as tx:
        for name, is_active in (("Sam", True), ("Eve", True), ("Ida", False)):
            await a_student(tx, ada, name=name, is_active=is_active)
    for statement in (
        "insert into students (creator_id, name) values (%(id)s, 'New')",
        "update students set is_active = true where creator_id = %(id)s",
    ):
        with pytest.raises(OverLimit, match="room for 2 students: end a membership") as caught:
            async with db.as_service("test") as tx:
                await tx.execute(statement, {"id": ada})
        assert caught.value.code == "students_full"
    async with db.as_service("test") as tx:
        await tx.execute("update students set is_active = false where name = 'Sam'")
        await tx.execute("update students set is_active = true where name = 'Ida'")


async def test_of_many_at_once_as_many_pass_as_there_is_room_for(db: Database) -> None:
    ada = await a_limited_creator(db, videos="5")

    async def add() -> bool:
        try:
            async with db.acting_as(as_creator(ada)) as tx:
                await tx.execute("insert into videos (creator_id, title) values (%(id)s, 'New')", {"id": ada})
                await asyncio.sleep(0.001)
        except OverLimit:
            return False
        return True

    assert sum(await asyncio.gather(*(add() for _ in range(32)))) == 5


async def test_many_rows_of_one_statement_count_together(db: Database) -> None:
    ada = await a_limited_creator(db, students="5")
    with pytest.raises(OverLimit):
        async with db.as_service("test") as tx:
            await tx.execute(
                "insert into students (creator_id, name) select %(id)s, 'New' from generate_series(1, 6)", {"id": ada}
            )
