"""Settings of a school in the studio."""

import pytest

from chronos import members
from chronos.app import App
from chronos.errors import Invalid
from chronos.web.pages.studio.settings_show import read_number
from tests.factories import a_staff_member, as_staff
from tests.web.conftest import Call, People
from tests.web.pages.studio.conftest import follow, said

ADDRESS = "/studio/settings"
FORM = {
    "name": "The Darkroom",
    "time_zone": "Europe/Berlin",
    "completion_percent": "85,5",
    "students_may_mark_done": "true",
    "language_model": "default",
    "answer_threshold": "0.4",
}


async def _read(app: App, people: People) -> members.CreatorSettings:
    async with app.db.acting_as(people.creator) as tx:
        return await members.get_settings(tx, people.creator)


async def test_owner_changes_all_in_one_form(app: App, browse: Call, people: People) -> None:
    ada = browse(people.creator)
    page = await follow(ada, await ada.post(ADDRESS, data=FORM))
    assert said(page) == "Saved."
    assert "<span>The Darkroom</span>" in page
    assert await _read(app, people) == members.CreatorSettings("Europe/Berlin", 0.855, True, "default", 0.4)
    # An empty threshold brings the default back; an unticked box is a choice.
    again = FORM | {"answer_threshold": "", "students_may_mark_done": ""}
    again.pop("students_may_mark_done")
    await follow(ada, await ada.post(ADDRESS, data=again))
    assert await _read(app, people) == members.CreatorSettings("Europe/Berlin", 0.855, False, "default", None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"time_zone": "Atlantis"},
        {"completion_percent": "5"},
        {"completion_percent": "nan"},
        {"answer_threshold": "much"},
        {"language_model": "gpt-none"},
    ],
)
async def test_refused_settings_change_nothing_and_are_kept(
    wrong: dict[str, str], app: App, browse: Call, people: People
) -> None:
    before = await _read(app, people)
    refused = await browse(people.creator).post(ADDRESS, data=FORM | wrong)
    assert refused.status_code == 422
    assert said(refused.text).endswith(".")
    assert 'value="0.4"' in refused.text or "answer_threshold" in wrong
    assert await _read(app, people) == before
    assert "<span>Ada</span>" in (await browse(people.creator).get(ADDRESS)).text


async def test_only_owners_change_and_all_staff_see(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        editor = as_staff(people.creator_id, await a_staff_member(tx, people.creator_id, "editor"))
    page = (await browse(editor).get(ADDRESS)).text
    assert "Only an owner changes these settings." in page
    assert 'name="time_zone"' not in page
    assert "Audit log" not in page
    assert (await browse(editor).post(ADDRESS, data=FORM)).status_code == 403
    assert (await browse(people.student).get(ADDRESS)).status_code == 403
    assert (await browse(people.student).post(ADDRESS, data=FORM)).status_code == 403
    foreign = await browse(people.creator).post(ADDRESS, data=FORM, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403


def test_numbers_are_read_with_point_or_comma() -> None:
    assert [read_number(text, "It", 100) for text in ("90", " 87,5 ", "")] == [0.9, 0.875, None]
    with pytest.raises(Invalid, match="It is a number"):
        read_number("ninety", "It")
