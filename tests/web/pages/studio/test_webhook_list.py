"""Webhooks in the studio."""

import re

import pytest

from chronos import notifications
from chronos.app import App
from tests.factories import a_staff_member, as_staff
from tests.web.conftest import Call, People
from tests.web.pages.studio.conftest import expect_editors_only, follow, said

ADDRESS = "/studio/settings/webhooks"
FORM = {"url": "https://example.com/hook", "kind": ["video.ready", "quota.reached"]}


async def _list(app: App, people: People) -> list[notifications.Endpoint]:
    async with app.db.acting_as(people.creator) as tx:
        return await notifications.list_endpoints(tx)


async def test_an_owner_adds_changes_and_removes_an_address(app: App, browse: Call, people: People) -> None:
    ada = browse(people.creator)
    added = await ada.post(ADDRESS, data=FORM)
    assert said(added.text) == "The address was added."
    [secret] = re.findall(r'value="(whsec_[^"]+)"', added.text)
    assert secret not in (await ada.get(ADDRESS)).text
    [one] = await _list(app, people)
    assert (one.url, one.kinds, one.is_active) == (FORM["url"], ["video.ready", "quota.reached"], True)

    await follow(ada, await ada.post(f"{ADDRESS}/{one.id}", data={"kind": ["video.failed"]}))
    [one] = await _list(app, people)
    assert (one.kinds, one.is_active) == (["video.failed"], False)
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update webhook_endpoints set is_active = true, failures = 2, last_error = 'It answered <500>.'"
        )
    page = (await ada.get(ADDRESS)).text
    assert "2 failed tries" in page
    assert "The last try failed: It answered &lt;500&gt;." in page

    page = await follow(ada, await ada.post(f"{ADDRESS}/{one.id}/remove"))
    assert said(page).startswith("The address was removed.")
    assert await _list(app, people) == []


@pytest.mark.parametrize(
    "wrong", [{"url": "https://127.0.0.1/"}, {"url": "http://example.com/"}, {"url": ""}, {"kind": []}, {"kind": ["x"]}]
)
async def test_refused_addresses_are_kept_in_the_form(
    wrong: dict[str, object], app: App, browse: Call, people: People
) -> None:
    refused = await browse(people.creator).post(ADDRESS, data=FORM | wrong)
    assert refused.status_code == 422
    assert said(refused.text).endswith(".")
    assert f'value="{(FORM | wrong)["url"]}"' in refused.text
    assert await _list(app, people) == []


async def test_only_owners_change_and_all_staff_see(app: App, browse: Call, people: People) -> None:
    await browse(people.creator).post(ADDRESS, data=FORM)
    [one] = await _list(app, people)
    async with app.db.as_service("test") as tx:
        editor = as_staff(people.creator_id, await a_staff_member(tx, people.creator_id, "editor"))
    page = (await browse(editor).get(ADDRESS)).text
    assert "Only an owner changes these settings." in page
    assert str(FORM["url"]) in page
    assert (await browse(people.student).get(ADDRESS)).status_code == 403
    for path in (ADDRESS, f"{ADDRESS}/{one.id}", f"{ADDRESS}/{one.id}/remove"):
        assert (await browse(editor).post(path, data=FORM)).status_code == 403
    for path in (f"{ADDRESS}/{one.id}", f"{ADDRESS}/{one.id}/remove"):
        await expect_editors_only(browse, people, path, {"kind": "video.ready"})
    assert await _list(app, people) == [one]
