"""The audit log in the studio."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from chronos import members
from chronos.app import App
from chronos.web.pages.studio.record_list import ACTIONS, PAGE, view_record
from tests.factories import a_staff_member, as_staff
from tests.web.conftest import Call, People

ADDRESS = "/studio/settings/records"


async def test_owner_reads_who_did_what_to_whom(app: App, browse: Call, people: People) -> None:
    ada = browse(people.creator)
    async with app.db.acting_as(people.creator) as tx:
        await members.add_staff(tx, people.creator_id, members.NewStaffMember("Ed <b>", None, "editor"))
    page = (await ada.get(ADDRESS)).text
    assert "added a person to the staff<small>Ed &lt;b&gt;</small>" in page
    assert "Ada<small>Owner</small>" in page
    assert "added a person" in (await ada.get(f"{ADDRESS}?kind=staff")).text
    assert "added a person" not in (await ada.get(f"{ADDRESS}?kind=student")).text
    assert "added a person" in (await ada.get(f"{ADDRESS}?kind=nonsense")).text


async def test_older_records_are_on_the_next_page(app: App, browse: Call, people: People) -> None:
    for number in range(PAGE + 1):
        await members.record_action(app.db, "command.run", people.creator_id, None, {"number": number})
    ada = browse(people.creator)
    page = (await ada.get(ADDRESS)).text
    assert page.count("<time") == PAGE
    older = page.partition(f'href="{ADDRESS}?')[2].partition('"')[0].replace("&amp;", "&")
    assert "ran a command of the server" in (await ada.get(f"{ADDRESS}?{older}")).text


async def test_only_owners_read_it(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        editor = as_staff(people.creator_id, await a_staff_member(tx, people.creator_id, "editor"))
    refused = await browse(editor).get(ADDRESS)
    assert refused.status_code == 403
    assert "Only an owner of this school may do this." in refused.text
    assert (await browse(people.student).get(ADDRESS)).status_code == 403


@pytest.mark.parametrize("action", [*ACTIONS, "new.action"])
def test_people_who_are_gone_have_no_name(action: str) -> None:
    gone = members.Record(1, datetime.now(UTC), None, "editor", uuid4(), None, action, "student", uuid4(), {})
    shown = view_record(gone, {})
    assert (shown.actor, shown.actor_name, shown.target_name) == ("Editor", None, None)
    assert shown.action == ACTIONS.get(action, action)


def test_actors_are_not_named_twice() -> None:
    ada = uuid4()
    signed_in = members.Record(1, datetime.now(UTC), None, "owner", ada, None, "sign_in.begun", "staff", ada, {})
    shown = view_record(signed_in, {ada: "Ada"})
    assert (shown.actor_name, shown.target_name) == ("Ada", None)
