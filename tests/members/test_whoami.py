"""Callers see who they are, and a role is refused what others may do."""

import pytest

from chronos.db import Database
from chronos.errors import NotAllowed
from chronos.members.whoami import Me, refuse_all_but_owner, refuse_viewer, whoami
from tests.factories import a_creator, a_staff_member, a_student, as_creator, as_staff, as_student


async def test_each_role_is_refused_in_its_own_words(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada = await a_creator(tx)
        editor, viewer = [as_staff(ada, await a_staff_member(tx, ada, role)) for role in ("editor", "viewer")]
        student = as_student(await a_student(tx, ada))
    for actor in (as_creator(ada), student):
        async with db.acting_as(actor) as tx:
            await refuse_viewer(tx)
            await refuse_all_but_owner(tx)
    async with db.acting_as(editor) as tx:
        await refuse_viewer(tx)
        with pytest.raises(NotAllowed, match="Only an owner of this school"):
            await refuse_all_but_owner(tx)
    async with db.acting_as(viewer) as tx:
        with pytest.raises(NotAllowed, match="Your role here is viewer"):
            await refuse_viewer(tx)


async def test_callers_see_themselves_until_they_leave(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada = await a_creator(tx)
        ed = await a_staff_member(tx, ada, "editor", name="Ed")
        sam = as_student(await a_student(tx, ada, name="Sam"))
    async with db.acting_as(as_staff(ada, ed)) as tx:
        assert await whoami(tx, as_staff(ada, ed)) == Me("Ed", "editor", "Ada")
    async with db.acting_as(sam) as tx:
        assert await whoami(tx, sam) == Me("Sam", None, "Ada")
    async with db.as_service("test") as tx:
        await tx.execute("update staff set is_active = false where id = %(id)s", {"id": ed})
    async with db.acting_as(as_staff(ada, ed)) as tx:
        assert await whoami(tx, as_staff(ada, ed)) is None
