"""A school's name: changed by its owner alone."""

import pytest

from chronos.db import Database
from chronos.errors import Invalid, NotAllowed
from chronos.members import rename_school, whoami
from chronos.model import Actor
from tests.factories import a_staff_member, a_student, as_staff, as_student


async def test_owner_renames(db: Database, creator: Actor) -> None:
    async with db.acting_as(creator) as tx:
        await rename_school(tx, creator, "  The Darkroom ")
        me = await whoami(tx, creator)
    assert me
    assert me.school == "The Darkroom"


async def test_blank_names_are_refused(db: Database, creator: Actor) -> None:
    for name in ("", " \t", "a" * 201):
        with pytest.raises(Invalid):
            async with db.acting_as(creator) as tx:
                await rename_school(tx, creator, name)


async def test_all_others_are_refused(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        editor = as_staff(creator.creator_id, await a_staff_member(tx, creator.creator_id, "editor"))
        student = as_student(await a_student(tx, creator.creator_id))
    for actor in (editor, student):
        with pytest.raises(NotAllowed):
            async with db.acting_as(actor) as tx:
                await rename_school(tx, actor, "Mine")
