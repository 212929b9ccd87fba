"""The signed-in person."""

import pytest

from chronos.app import App
from chronos.errors import NotAllowed
from chronos.members import add_creator, resolve_actor
from chronos.web.brand_view import BrandView
from chronos.web.pages.person_view import PersonView, view_person
from tests.web.conftest import People


async def test_person_has_name_and_role(app: App, people: People) -> None:
    for actor, expected in (
        (people.creator, PersonView("Ada", "Ada", True, True, None, is_owner=True, brand=BrandView("Ada"))),
        (people.student, PersonView("Sam", "Ada", False, False, people.student.student_id, brand=BrandView("Ada"))),
    ):
        async with app.db.acting_as(actor) as tx:
            assert await view_person(tx, actor) == expected


async def test_ended_membership_is_refused(app: App, people: People) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute("update students set is_active = false where id = %(id)s", {"id": people.student.student_id})
    with pytest.raises(NotAllowed, match="Your access has ended") as refusal:
        async with app.db.acting_as(people.student) as tx:
            await view_person(tx, people.student)
    assert refusal.value.code == "membership_ended"


async def test_staff_of_a_demo_school_are_told(app: App) -> None:
    owner = await resolve_actor(app.db, (await add_creator(app.db, "Northlight", is_demo=True)).id)
    async with app.db.acting_as(owner) as tx:
        assert (await view_person(tx, owner)).in_demo
