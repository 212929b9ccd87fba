"""Names of people, as far as the caller sees them."""

from uuid import uuid4

from chronos.db import Database
from chronos.members import name_people
from chronos.model import Actor
from tests.factories import a_creator, a_staff_member, a_student, as_creator


async def test_own_people_are_named_and_others_are_not(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        sam = await a_student(tx, creator.creator_id, name="Sam", is_active=False)
        ed = await a_staff_member(tx, creator.creator_id, "editor", name="Ed", is_active=False)
        eve = as_creator(await a_creator(tx, name="Eve"))
    ids = [sam, ed, uuid4()]
    async with db.acting_as(creator) as tx:
        assert await name_people(tx, ids) == {sam: "Sam", ed: "Ed"}
        assert await name_people(tx, []) == {}
    async with db.acting_as(eve) as tx:
        assert await name_people(tx, ids) == {}
