"""Creators and students are added by the operator and found by id."""

from uuid import uuid4

import pytest

from chronos.db import Database
from chronos.errors import Invalid, NotFound
from chronos.members import Me, add_creator, add_student, list_creators, list_students, resolve_actor, whoami
from chronos.model import CreatorId
from tests.factories import as_creator, as_student


async def test_people_are_listed_oldest_first(db: Database) -> None:
    ada, bob = await add_creator(db, "Ada", "ada@example.org"), await add_creator(db, "Bob")
    sam, eve = await add_student(db, ada.id, "Sam"), await add_student(db, bob.id, "Eve")
    assert await list_creators(db) == [ada, bob]
    assert await list_students(db) == [sam, eve]
    assert await list_students(db, bob.id) == [eve]
    assert (ada.email, bob.email, ada.is_active) == ("ada@example.org", None, True)


async def test_student_of_an_unknown_creator_is_refused(db: Database) -> None:
    with pytest.raises(NotFound, match="no creator"):
        await add_student(db, CreatorId(uuid4()), "Sam")


@pytest.mark.parametrize("name", ["", "x" * 201])
async def test_invalid_name_is_refused(db: Database, name: str) -> None:
    with pytest.raises(Invalid):
        await add_creator(db, name)


async def test_id_resolves_to_its_actor(db: Database) -> None:
    ada = await add_creator(db, "Ada")
    sam = await add_student(db, ada.id, "Sam")
    assert await resolve_actor(db, ada.id) == as_creator(ada.id)
    assert await resolve_actor(db, sam.id) == as_student(sam.id)
    with pytest.raises(NotFound):
        await resolve_actor(db, uuid4())


async def test_inactive_person_no_longer_sees_itself(db: Database) -> None:
    ada = await add_creator(db, "Ada")
    sam = await add_student(db, ada.id, "Sam")
    for actor, me in ((as_creator(ada.id), Me("Ada", "owner", "Ada")), (as_student(sam.id), Me("Sam", None, "Ada"))):
        async with db.acting_as(actor) as tx:
            assert await whoami(tx, actor) == me
    async with db.as_service("test") as tx:
        await tx.execute("update students set is_active = false")
    async with db.acting_as(as_student(sam.id)) as tx:
        assert await whoami(tx, as_student(sam.id)) is None
