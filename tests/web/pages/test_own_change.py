"""Changes of one's own page."""

import re

from tests.web.conftest import Call, People

FORM = {"name": "Samuel <3", "language": "de", "theme": "dark", "captions": "true", "speed": "1.5"}


async def test_name_and_preferences_are_kept_here_and_for_other_devices(browse: Call, people: People) -> None:
    here, there = browse(people.student), browse(people.student)
    saved = await here.post("/me", data=FORM)
    assert (saved.status_code, saved.headers["location"]) == (303, "/me?saved=true")
    assert (here.cookies["theme"], here.cookies["language"]) == ("dark", "de")
    page = (await here.get("/me")).text
    assert '<html lang="de"' in page
    assert 'data-theme="dark"' in page
    assert 'value="Samuel &lt;3"' in page
    assert 'value="true" checked' in page
    assert 'value="1.5" selected' in page
    first = await there.get("/")
    assert (first.status_code, first.headers["location"]) == (303, "/")
    assert '<html lang="de"' in (await there.get("/")).text
    back = await here.post("/me", data=FORM | {"language": "", "captions": "false"})
    assert back.status_code == 303
    assert "language" not in here.cookies
    assert "checked" not in (await here.get("/me")).text


async def test_what_cannot_be_kept_is_refused(browse: Call, people: People) -> None:
    client = browse(people.student)
    for change in ({"name": " "}, {"language": "xx"}, {"theme": "pink"}, {"speed": "9"}, {"speed": "nan"}):
        assert (await client.post("/me", data=FORM | change)).status_code == 422, change
    assert (await browse(people.creator).post("/me", data=FORM)).status_code == 403
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert (await client.post("/me", data=FORM, headers=foreign)).status_code == 403


async def test_notifications_are_chosen(browse: Call, people: People) -> None:
    client = browse(people.student)
    page = (await client.get("/me")).text
    values = re.findall(r'<option value="([\w.]+ \w+ never)"', page)
    assert values
    saved = await client.post("/me/notifications", data={"choice": values})
    assert saved.status_code == 303
    page = (await client.get("/me")).text
    assert page.count('never" selected') == len(values)
    for wrong in ("x", "lesson.opened email", "lesson.opened email often", "quota.reached email never"):
        assert (await client.post("/me/notifications", data={"choice": [wrong]})).status_code == 422, wrong
