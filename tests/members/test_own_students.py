"""An owner adds students, and ends and resumes their access; no one else does."""

import pytest

from chronos.db import Database
from chronos.errors import Invalid, NotAllowed, NotFound
from chronos.members import add_own_student, get_own_student, let_own_student_in
from chronos.model import Actor
from tests.factories import a_creator, a_staff_member, a_student, as_creator, as_staff, as_student


async def test_owner_adds_ends_and_resumes(db: Database, creator: Actor) -> None:
    async with db.acting_as(creator) as tx:
        sam = await add_own_student(tx, " Sam ", "sam@example.com")
        student = await get_own_student(tx, sam)
        assert (student.name, student.email, student.is_active) == ("Sam", "sam@example.com", True)
        for lets_in in (False, True):
            await let_own_student_in(tx, sam, lets_in=lets_in)
            assert (await get_own_student(tx, sam)).is_active is lets_in
        for name, email in (("", None), ("Sam", "sam")):
            with pytest.raises(Invalid):
                await add_own_student(tx, name, email)


async def test_others_may_not(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        sam = await a_student(tx, creator.creator_id)
        eve = as_creator(await a_creator(tx, name="Eve"))
        editor = as_staff(creator.creator_id, await a_staff_member(tx, creator.creator_id, "editor"))
    for actor in (editor, as_student(sam)):
        with pytest.raises(NotAllowed):
            async with db.acting_as(actor) as tx:
                await add_own_student(tx, "Kim")
    for actor in (editor, as_student(sam), eve):
        with pytest.raises(NotFound):
            async with db.acting_as(actor) as tx:
                await let_own_student_in(tx, sam, lets_in=False)
    async with db.acting_as(eve) as tx:
        with pytest.raises(NotFound):
            await get_own_student(tx, sam)
