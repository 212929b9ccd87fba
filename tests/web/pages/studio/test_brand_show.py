"""The brand of a school in the studio, and where its people see it."""

import re

import pytest

from chronos import members
from chronos.app import App
from chronos.model import VideoId
from chronos.web.pages.studio.brand_show import OWN_ACCENT
from tests.factories import a_staff_member, as_staff
from tests.media import encoded, stripes
from tests.web.conftest import Call, People
from tests.web.pages.studio.conftest import follow, said
from tests.web.pages.test_school_join import a_link
from tests.web.test_colours import ROLES

ADDRESS = "/studio/settings/brand"
FORM = {"name": "North Light", "accent": "#ffcc00"}
IMAGE = {"file": ("logo.png", encoded(stripes(), "png"), "image/png")}


async def _read(app: App, people: People) -> members.Brand:
    async with app.db.acting_as(people.creator) as tx:
        return await members.get_brand(tx)


def sheet_of(page: str) -> str | None:
    found = re.search(r'href="(/brand/\w+\.css)\?v=', page)
    return found[1] if found else None


def logo_of(page: str) -> str | None:
    found = re.search(r'<img class="logo" src="([^"]+)"', page)
    return found[1] if found else None


async def test_an_owner_changes_the_brand_and_everyone_of_the_school_sees_it(
    app: App, browse: Call, people: People, lecture: VideoId
) -> None:
    ada, sam = browse(people.creator), browse(people.student)
    page = await follow(ada, await ada.post(ADDRESS, data=FORM))
    assert said(page) == "Saved."
    assert "corrected from #ffcc00" in page
    page = await follow(ada, await ada.post(f"{ADDRESS}/logo", files=IMAGE))
    assert said(page).startswith("The logo was changed.")
    assert await _read(app, people) == members.Brand("North Light", (await _read(app, people)).logo, "#ffcc00")

    link = await a_link(app, people)
    for client, path in ((ada, "/studio"), (ada, "/"), (sam, "/"), (sam, f"/videos/{lecture}"), (browse(None), link)):
        page = (await client.get(path)).text
        assert sheet_of(page) == "/brand/ffcc00.css", path
        assert "<span>North Light</span>" in page, path
        logo = logo_of(page)
        assert logo is not None, path
    served = await browse(None).get(logo or "")
    assert (served.status_code, served.headers["content-type"]) == (200, "image/webp")
    assert "immutable" in served.headers["cache-control"]

    for stranger in (browse(people.other_creator), browse(people.stranger)):
        page = (await stranger.get("/")).text
        assert (sheet_of(page), logo_of(page)) == (None, None)
    assert sheet_of((await browse(None).get("/sign-in")).text) is None

    await follow(ada, await ada.post(f"{ADDRESS}/logo/remove"))
    page = await follow(ada, await ada.post(ADDRESS, data={"name": "North Light", "accent": ""}))
    assert (sheet_of(page), logo_of(page)) == (None, None)
    assert (await browse(None).get(served.request.url.path)).status_code == 400  # by the protocol of the storage API


async def test_a_colour_is_shown_before_it_is_saved(app: App, browse: Call, people: People) -> None:
    ada = browse(people.creator)
    page = (await ada.get(ADDRESS, params={"accent": "#00ff00"})).text
    assert 'type="color" value="#00ff00"' in page
    assert "corrected from #00ff00" in page
    assert (await _read(app, people)).accent is None
    assert (await ada.get(ADDRESS, params={"accent": "green"})).status_code == 422


async def test_the_colour_of_the_field_chooses_none_when_it_is_left_alone(
    app: App, browse: Call, people: People
) -> None:
    assert ROLES["rust"][0] == OWN_ACCENT
    ada = browse(people.creator)
    await follow(ada, await ada.post(ADDRESS, data={"name": "North", "accent": OWN_ACCENT}))
    assert await _read(app, people) == members.Brand("North")


@pytest.mark.parametrize("wrong", [{"name": " "}, {"accent": "green"}, {"accent": "#12345"}])
async def test_refused_brands_change_nothing(wrong: dict[str, str], app: App, browse: Call, people: People) -> None:
    refused = await browse(people.creator).post(ADDRESS, data=FORM | wrong)
    assert refused.status_code == 422
    assert said(refused.text).endswith(".")
    assert await _read(app, people) == members.Brand("Ada")
    for file in (("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"), ("", b"", "")):
        refused = await browse(people.creator).post(f"{ADDRESS}/logo", files={"file": file})
        assert refused.status_code in (415, 422)
    assert (await _read(app, people)).logo is None


async def test_only_owners_change_and_all_staff_see(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        editor = as_staff(people.creator_id, await a_staff_member(tx, people.creator_id, "editor"))
    page = (await browse(editor).get(ADDRESS)).text
    assert "Only an owner changes these settings." in page
    assert "<form" not in page.partition('id="main"')[2].partition("</main>")[0]
    assert (await browse(people.student).get(ADDRESS)).status_code == 403
    foreign = {"Sec-Fetch-Site": "cross-site"}
    for path, sent in (
        (ADDRESS, {"data": FORM}),
        (f"{ADDRESS}/logo", {"files": IMAGE}),
        (f"{ADDRESS}/logo/remove", {}),
    ):
        for actor in (editor, people.student):
            assert (await browse(actor).post(path, **sent)).status_code == 403
        assert (await browse(people.creator).post(path, headers=foreign, **sent)).status_code == 403
    assert await _read(app, people) == members.Brand("Ada")
