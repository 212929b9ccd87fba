"""Changes in a dry run are visible in it, to whom they concern, and never outside."""

import pytest

from chronos.db import Database
from chronos.db.dry_run import dry_run
from chronos.errors import Conflict
from chronos.members import Me, Student, add_creator, add_student, list_students, whoami
from tests.factories import as_creator, as_student


async def test_nothing_stays(db: Database) -> None:
    ada = await add_creator(db, "Ada")
    async with dry_run(db) as stage:
        sam = await add_student(stage, ada.id, "Sam")
        async with stage.acting_as(as_student(sam.id)) as tx:
            assert await whoami(tx, as_student(sam.id)) == Me("Sam", None, "Ada")
        async with stage.acting_as(as_creator(ada.id)) as tx:
            assert await whoami(tx, as_creator(ada.id)) == Me("Ada", "owner", "Ada")
        assert [one.name for one in await list_students(stage)] == ["Sam"]
        assert await list_students(db) == []  # others see nothing of it meanwhile
    assert await list_students(db) == []


async def test_each_transaction_has_its_own_role(db: Database) -> None:
    ada, bob = await add_creator(db, "Ada"), await add_creator(db, "Bob")
    async with dry_run(db) as stage:
        async with stage.as_service("test") as tx:
            assert len(await tx.fetch("select id from creators")) == 2
        for one in (ada, bob):
            async with stage.acting_as(as_creator(one.id)) as tx:
                assert await tx.fetch("select id from creators") == [{"id": one.id}]


async def test_what_fails_in_it_undoes_its_own_transaction_alone(db: Database) -> None:
    ada = await add_creator(db, "Ada")
    async with dry_run(db) as stage:
        sam = await add_student(stage, ada.id, "Sam")
        with pytest.raises(Conflict):
            await remove_and_fail(stage, sam)
        assert [one.id for one in await list_students(stage)] == [sam.id]
    assert await list_students(db) == []


async def remove_and_fail(stage: Database, student: Student) -> None:
    async with stage.as_service("test") as tx:
        await tx.execute("delete from students where id = %(id)s", {"id": student.id})
        await tx.execute("do $$ begin raise exception 'no'; end $$")
