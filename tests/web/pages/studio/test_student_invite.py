"""Invitations by a link in the studio: shown once, listed with their use, and ended."""

import re

from chronos.app import App
from tests.factories import a_staff_member, as_staff
from tests.web.conftest import Call, People
from tests.web.pages.studio.conftest import Built, follow, said

INVITE = "/studio/people/invite"
FORM = {"course": "", "days": "14", "uses": "2"}


async def test_a_link_is_made_used_and_ended(app: App, browse: Call, people: People, built: Built) -> None:
    ada = browse(people.creator)
    assert f'href="{INVITE}"' in (await ada.get("/studio/people")).text
    made = await ada.post(f"{INVITE}/links", data=FORM | {"course": str(built.id)})
    assert made.status_code == 200
    assert said(made.text) == "The link is ready. Copy it now."
    [link] = re.findall(r'value="http://127.0.0.1:8000(/join/[\w-]{43})"', made.text)
    kim = browse(None)
    assert "You are invited to the course “Light”." in (await kim.get(link)).text
    assert (await kim.post(link, data={"name": "Kim"})).status_code == 303
    page = (await ada.get(INVITE)).text
    assert link not in page
    assert "1 of 2" in page
    [end] = re.findall(r'action="(/studio/people/invite/links/[^"]+/end)"', page)
    page = await follow(ada, await ada.post(end))
    assert said(page).startswith("The link has ended.")
    assert (await browse(None).get(link)).status_code == 410
    assert "Kim" in (await ada.get("/studio/people")).text


async def test_a_refused_form_keeps_its_values(browse: Call, people: People) -> None:
    ada = browse(people.creator)
    for wrong in ({"days": "91"}, {"uses": "0"}, {"uses": "many"}, {"course": "none"}):
        refused = await ada.post(f"{INVITE}/links", data=FORM | wrong)
        assert refused.status_code == 422
    assert 'value="2"' in refused.text


async def test_owners_alone_invite(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        editor = as_staff(people.creator_id, await a_staff_member(tx, people.creator_id, "editor"))
    made = await browse(people.creator).post(f"{INVITE}/links", data=FORM)
    [end] = re.findall(r'action="(/studio/people/invite/links/[^"]+/end)"', made.text)
    for actor in (editor, people.student):
        assert (await browse(actor).get(INVITE)).status_code == 403
        assert (await browse(actor).post(f"{INVITE}/links", data=FORM)).status_code == 403
        assert (await browse(actor).post(end)).status_code in (403, 404)
    assert (await browse(people.other_creator).post(end)).status_code == 404
    foreign = {"Sec-Fetch-Site": "cross-site"}
    for address in (f"{INVITE}/links", end):
        assert (await browse(people.creator).post(address, data=FORM, headers=foreign)).status_code == 403
