"""The brand of a school is seen by its own people alone."""

import pytest

from chronos.db import Database
from chronos.errors import NotAllowed
from chronos.members import Brand, get_brand, whoami
from chronos.model import Actor
from tests.factories import a_student, as_student


async def test_people_see_the_brand_of_their_school_until_they_leave(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        sam = as_student(await a_student(tx, creator.creator_id))
        await tx.execute("update creators set name = 'North', accent = '#1f6f8b', logo_path = id || '/brand/a.webp'")
    logo = f"{creator.creator_id}/brand/a.webp"
    for actor in (creator, sam):
        async with db.acting_as(actor) as tx:
            assert await get_brand(tx) == Brand("North", logo, "#1f6f8b")
            me = await whoami(tx, actor)
            assert me is not None
            assert (me.school, me.logo, me.accent) == ("North", logo, "#1f6f8b")
    async with db.as_service("test") as tx:
        await tx.execute("update students set is_active = false")
    with pytest.raises(NotAllowed):
        async with db.acting_as(sam) as tx:
            await get_brand(tx)
