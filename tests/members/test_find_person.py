"""People by what an operator types."""

import pytest

from chronos.db import Database
from chronos.errors import Invalid, NotFound
from chronos.members import add_creator, add_student, change_student, find_person, latest_creator
from chronos.model import Actor, StudentId


async def test_an_address_goes_before_a_name(db: Database) -> None:
    ada = await add_creator(db, "Ada", "ada@example.com")
    await add_creator(db, "ada@example.com")
    assert (await find_person(db, " ADA@example.com ")).id == ada.id


async def test_a_creator_and_a_student_of_one_name_are_told_apart_by_kind(db: Database) -> None:
    ada = await add_creator(db, "Robin")
    robin = await add_student(db, ada.id, "Robin")
    assert (await find_person(db, "robin", "creator")).actor == Actor("authenticated", ada.id, creator_id=ada.id)
    assert (await find_person(db, "robin", "student")).actor == Actor("authenticated", robin.id, student_id=robin.id)
    with pytest.raises(Invalid, match=str(robin.id)) as caught:
        await find_person(db, "robin")
    assert caught.value.code == "person_ambiguous"


async def test_students_of_the_creator_in_use_go_before_others(db: Database) -> None:
    ada, bob = await add_creator(db, "Ada"), await add_creator(db, "Bob")
    hers, his = await add_student(db, ada.id, "Sam"), await add_student(db, bob.id, "Sam")
    assert (await find_person(db, "sam", of_creator=ada.id)).id == hers.id
    assert (await find_person(db, "sam", "student", of_creator=bob.id)).id == his.id
    assert (await find_person(db, str(his.id), of_creator=ada.id)).id == his.id
    await add_student(db, ada.id, "Sam")
    with pytest.raises(Invalid, match=str(hers.id)) as caught:
        await find_person(db, "sam", of_creator=ada.id)
    assert str(his.id) not in str(caught.value)


async def test_many_of_one_name_are_not_all_listed(db: Database) -> None:
    for _ in range(8):
        await add_creator(db, "Ada")
    with pytest.raises(Invalid, match="and others"):
        await find_person(db, "ada")


@pytest.mark.parametrize("text", ["", "\0", "nobody", "%", "____"])
async def test_invalid_names_find_no_person(db: Database, text: str) -> None:
    await add_creator(db, "Ada")
    with pytest.raises(NotFound):
        await find_person(db, text)


async def test_the_latest_creator_is_the_one_whose_video_came_last(db: Database) -> None:
    assert await latest_creator(db) is None
    ada, bob = await add_creator(db, "Ada"), await add_creator(db, "Bob")
    first = await latest_creator(db)
    assert first is not None
    assert first.id == ada.id
    async with db.as_service("test") as tx:
        await tx.execute("insert into videos (creator_id, title) values (%(id)s, 'talk')", {"id": bob.id})
    latest = await latest_creator(db)
    assert latest is not None
    assert latest.id == bob.id


async def test_a_student_that_is_not_there_cannot_be_changed(db: Database) -> None:
    ada = await add_creator(db, "Ada")
    with pytest.raises(NotFound):
        await change_student(db, StudentId(ada.id), name="Sam")
