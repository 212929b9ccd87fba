"""The operator sees and ends all sign-ins, and the periodic job removes expired ones."""

from uuid import uuid4

import pytest

from chronos.db import Database
from chronos.errors import NotFound
from chronos.members import (
    Person,
    end_any_sign_in,
    end_sign_ins_of,
    list_sign_ins_of,
    make_sign_in_link,
    remove_expired_sign_ins,
)
from chronos.model import Actor, CreatorId
from tests.conftest import ADatabase
from tests.factories import a_sign_in, a_student, as_student


@pytest.fixture
async def people(db: Database, database: ADatabase, creator: Actor) -> tuple[Actor, Actor]:
    """Ada, signed in herself and through her staff, and Sam."""
    async with db.as_service("test") as tx:
        sam = as_student(await a_student(tx, CreatorId(creator.creator_id or uuid4())))
    staff = Actor("authenticated", subject=uuid4(), creator_id=creator.creator_id)
    for actor in (creator, staff, sam):
        a_sign_in(database.superuser_url, actor)
    return creator, sam


async def test_all_are_listed_with_their_person(db: Database, people: tuple[Actor, Actor]) -> None:
    ada, sam = people
    assert sorted(each.person for each in await list_sign_ins_of(db, None)) == ["Ada", "Ada", "Sam"]
    assert [each.person for each in await list_sign_ins_of(db, ada.creator_id)] == ["Ada", "Ada"]
    assert [each.person for each in await list_sign_ins_of(db, sam.student_id)] == ["Sam"]


async def test_any_is_ended(db: Database, people: tuple[Actor, Actor]) -> None:
    ada, sam = people
    [one] = await list_sign_ins_of(db, sam.student_id)
    await end_any_sign_in(db, one.id)
    with pytest.raises(NotFound):
        await end_any_sign_in(db, one.id)
    assert await end_sign_ins_of(db, ada.creator_id or uuid4()) == 2
    assert await list_sign_ins_of(db, None) == []


async def test_expired_ones_are_removed(db: Database, people: tuple[Actor, Actor]) -> None:
    ada, sam = people
    for _ in range(2):
        await make_sign_in_link(db, Person("creator", ada.creator_id or uuid4(), "Ada"))
    async with db.as_service("test") as tx:
        await tx.execute(
            "update private.sign_ins set expires_at = now() where student_id = %(id)s", {"id": sam.student_id}
        )
        await tx.execute(
            "update private.sign_in_links set expires_at = now() "
            "where secret_hash = (select min(secret_hash) from private.sign_in_links)"
        )
    await remove_expired_sign_ins(db)
    async with db.as_service("test") as tx:
        assert len(await tx.fetch("select from private.sign_ins")) == 2
        assert len(await tx.fetch("select from private.sign_in_links")) == 1
