"""Changes of the staff in the studio."""

from uuid import uuid4

from chronos import members
from chronos.app import App
from tests.factories import a_staff_member, as_staff
from tests.web.conftest import Call, People
from tests.web.pages.studio.conftest import follow, said

STAFF = "/studio/staff"
ED = {"name": "Ed", "email": "ed@example.com", "role": "editor"}


async def test_owner_adds_changes_and_removes(app: App, browse: Call, people: People) -> None:
    ada = browse(people.creator)
    assert said(await follow(ada, await ada.post(STAFF, data=ED))).startswith("The person was added.")
    twice = await ada.post(STAFF, data=ED)
    assert twice.status_code == 409
    assert 'value="ed@example.com"' in twice.text
    async with app.db.acting_as(people.creator) as tx:
        [ed] = [one for one in await members.list_staff(tx, people.creator_id) if one.name == "Ed"]
    await follow(ada, await ada.post(f"{STAFF}/{ed.id}", data=ED | {"role": "viewer"}))
    assert (
        said(await follow(ada, await ada.post(f"{STAFF}/{ed.id}/remove"))) == "The person was removed from the staff."
    )
    async with app.db.acting_as(people.creator) as tx:
        left = await members.list_staff(tx, people.creator_id, with_former=True)
    assert [(one.role, one.is_active) for one in left if one.name == "Ed"] == [("viewer", False)]


async def test_last_owner_stays(app: App, browse: Call, people: People) -> None:
    ada = browse(people.creator)
    async with app.db.acting_as(people.creator) as tx:
        [owner] = await members.list_staff(tx, people.creator_id)
    assert (await ada.post(f"{STAFF}/{owner.id}/remove")).status_code == 409


async def test_only_owners_change_the_staff(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        editor = as_staff(people.creator_id, await a_staff_member(tx, people.creator_id, "editor"))
    for path in (STAFF, f"{STAFF}/{uuid4()}", f"{STAFF}/{uuid4()}/remove"):
        for actor in (editor, people.student):
            assert (await browse(actor).post(path, data=ED)).status_code == 403
    assert (
        await browse(people.creator).post(STAFF, data=ED, headers={"Sec-Fetch-Site": "cross-site"})
    ).status_code == 403
    refused = await browse(people.creator).post(f"{STAFF}/{uuid4()}/invite")
    assert refused.status_code == 404
