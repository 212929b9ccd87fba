"""Embedding in the studio: sites, what may be shown, and the HTML to paste."""

import html
import re
from uuid import uuid4

import pytest

from chronos import embeds
from chronos.app import App
from tests.factories import a_staff_member, as_staff
from tests.web.conftest import Call
from tests.web.pages.studio.conftest import Built, follow, said

ADDRESS = "/studio/settings/embedding"


def snippet_of(page: str) -> str:
    [found] = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    return html.unescape(found)


async def test_an_owner_adds_and_removes_sites(browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    assert "No site yet." in (await ada.get(ADDRESS)).text
    page = await follow(ada, await ada.post(f"{ADDRESS}/sites", data={"origin": "https://Example.com/"}))
    assert said(page).startswith("The site was added.")
    assert "https://example.com" in page
    refused = await ada.post(f"{ADDRESS}/sites", data={"origin": "http://example.com"})
    assert (refused.status_code, 'value="http://example.com"' in refused.text) == (422, True)
    assert (await ada.post(f"{ADDRESS}/sites", data={"origin": "https://example.com"})).status_code == 409
    [remove] = re.findall(rf'action="({ADDRESS}/sites/[^"]+/remove)"', page)
    page = await follow(ada, await ada.post(remove))
    assert "No site yet." in page


async def test_an_owner_allows_a_video_and_gets_its_html(browse: Call, built: Built) -> None:
    ada, video = browse(built.people.creator), built.videos[0]
    form = {"what": f"video:{video}", "is_public": "true"}
    page = await follow(ada, await ada.post(f"{ADDRESS}/embeds", data=form))
    assert said(page).startswith("Allowed.")
    assert "For everyone" in page
    [embed] = re.findall(r'name="embed" value="([^"]+)"', page)
    page = (await ada.get(ADDRESS, params={"embed": embed, "show": "player"})).text
    assert f'/embed/{video}?show=player" title=' in snippet_of(page)
    assert "No site may show it yet" in page
    page = await follow(ada, await ada.post(f"{ADDRESS}/embeds", data=form | {"is_public": "false"}))
    assert "With a token" in page
    assert "&token=TOKEN" in html.unescape(snippet_of((await ada.get(ADDRESS, params={"embed": embed})).text))
    page = await follow(ada, await ada.post(f"{ADDRESS}/embeds/{embed}/end"))
    assert "Nothing yet." in page
    assert (await ada.post(f"{ADDRESS}/embeds/{embed}/end")).status_code == 404


async def test_a_course_is_chosen_from_its_page(browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    assert f"{ADDRESS}?choose=course:{built.id}" in (await ada.get(built.address)).text
    assert f"{ADDRESS}?choose=video:{built.videos[0]}" in (await ada.get(f"/studio/videos/{built.videos[0]}")).text
    page = (await ada.get(ADDRESS, params={"choose": f"course:{built.id}"})).text
    assert f'value="course:{built.id}" selected' in page
    await ada.post(f"{ADDRESS}/embeds", data={"what": f"course:{built.id}"})
    async with built.app.db.acting_as(built.people.creator) as tx:
        [allowed] = await embeds.list_embeds(tx, built.people.creator)
    assert (allowed.course_id, allowed.is_public) == (built.id, False)
    # An older video than those that are listed is still the chosen one; one that is gone chooses nothing.
    page = (await ada.get(ADDRESS, params={"q": "zebra", "choose": f"video:{built.videos[0]}"})).text
    assert page.count(f'value="video:{built.videos[0]}" selected') == 1
    assert (await ada.get(ADDRESS, params={"choose": f"video:{uuid4()}"})).status_code == 200


@pytest.mark.parametrize("what", ["", "video:", "video:x", "note:00000000-0000-0000-0000-000000000001"])
async def test_other_choices_are_refused(browse: Call, built: Built, what: str) -> None:
    refused = await browse(built.people.creator).post(f"{ADDRESS}/embeds", data={"what": what})
    assert (refused.status_code, "Choose a video or a course first." in refused.text) == (422, True)


async def test_only_owners_of_the_school_change_it(app: App, browse: Call, built: Built) -> None:
    async with app.db.acting_as(built.people.creator) as tx:
        site = await embeds.add_site(tx, built.people.creator, "https://example.com")
        embed = await embeds.allow_embed(tx, built.people.creator, video_id=built.videos[0], is_public=True)
    async with app.db.as_service("test") as tx:
        editor = as_staff(built.people.creator_id, await a_staff_member(tx, built.people.creator_id, "editor"))
    page = (await browse(editor).get(ADDRESS)).text
    assert "Only an owner changes these settings." in page
    assert "https://example.com" in page
    forms = {
        f"{ADDRESS}/sites": {"origin": "https://more.example"},
        f"{ADDRESS}/sites/{site.id}/remove": {},
        f"{ADDRESS}/embeds": {"what": f"video:{built.videos[1]}"},
        f"{ADDRESS}/embeds/{embed.id}/end": {},
    }
    for path, form in forms.items():
        assert (await browse(editor).post(path, data=form)).status_code == 403
        assert (await browse(built.people.student).post(path, data=form)).status_code in (403, 404)
        cross = {"Sec-Fetch-Site": "cross-site"}
        assert (await browse(built.people.creator).post(path, data=form, headers=cross)).status_code == 403
    for path in (f"{ADDRESS}/sites/{site.id}/remove", f"{ADDRESS}/embeds/{embed.id}/end"):
        assert (await browse(built.people.other_creator).post(path)).status_code == 404
    assert (await browse(built.people.student).get(ADDRESS)).status_code == 403
