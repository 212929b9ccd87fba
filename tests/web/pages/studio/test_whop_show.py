"""Whop in the studio."""

from uuid import uuid4

from chronos import whop
from chronos.app import App
from chronos.whop import WhopProduct
from tests.factories import a_staff_member, as_staff
from tests.web.conftest import Call
from tests.web.pages.studio.conftest import Built, follow, said

ADDRESS = "/studio/settings/whop"


async def _list(built: Built) -> list[WhopProduct]:
    async with built.app.db.acting_as(built.people.creator) as tx:
        return await whop.list_products(tx, built.people.creator)


async def test_owner_sees_the_company_and_chooses_courses(browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    empty = (await ada.get(ADDRESS)).text
    assert "Not connected" in empty
    assert "There is no product yet." in empty
    await whop.connect_company(built.app.db, built.people.creator_id, company_id="biz_1")
    async with built.app.db.acting_as(built.people.creator) as tx:
        await whop.change_product(tx, built.people.creator, "prod_1", "all_courses")
    assert "Members of biz_1 become students here." in (await ada.get(ADDRESS)).text
    form = {"gives": "chosen_courses", "course": [str(built.id)]}
    page = await follow(ada, await ada.post(f"{ADDRESS}/prod_1", data=form))
    assert said(page).startswith("Saved.")
    assert f'value="{built.id}" checked' in page
    # Boxes that stayed ticked under another choice are no mistake.
    await follow(ada, await ada.post(f"{ADDRESS}/prod_1", data=form | {"gives": "nothing"}))
    assert [(one.gives, one.course_ids) for one in await _list(built)] == [("nothing", ())]
    assert (await ada.post(f"{ADDRESS}/no product", data=form)).status_code == 422
    assert (await ada.post(f"{ADDRESS}/prod_1", data=form | {"course": str(uuid4())})).status_code == 404


async def test_only_owners_change_it(app: App, browse: Call, built: Built) -> None:
    people = built.people
    async with app.db.acting_as(people.creator) as tx:
        await whop.change_product(tx, people.creator, "prod_1", "all_courses")
    async with app.db.as_service("test") as tx:
        editor = as_staff(people.creator_id, await a_staff_member(tx, people.creator_id, "editor"))
    page = (await browse(editor).get(ADDRESS)).text
    assert "Only an owner changes what products give." in page
    assert "<form" not in page.partition("<main")[2]
    form, address = {"gives": "nothing"}, f"{ADDRESS}/prod_1"
    assert (await browse(editor).post(address, data=form)).status_code == 403
    assert (await browse(people.student).get(ADDRESS)).status_code == 403
    assert (await browse(people.student).post(address, data=form)).status_code == 403
    await browse(people.other_creator).post(address, data=form)  # is of its own school
    assert [one.gives for one in await _list(built)] == ["all_courses"]
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert (await browse(people.creator).post(address, data=form, headers=foreign)).status_code == 403
