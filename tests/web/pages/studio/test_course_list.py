"""The list of courses in the studio."""

import re

from chronos.app import App
from tests.factories import a_staff_member, as_staff
from tests.web.conftest import Call, People
from tests.web.pages.studio.conftest import follow, said


async def test_courses_are_added_and_listed(browse: Call, people: People) -> None:
    ada = browse(people.creator)
    assert "There is no course yet." in (await ada.get("/studio/courses")).text
    page = await follow(ada, await ada.post("/studio/courses", data={"title": "Light", "description": "All of it."}))
    assert said(page) == "The course was added. Students see it once you publish it."
    assert "<h1>Light</h1>" in page
    listed = (await ada.get("/studio/courses")).text
    assert re.search(r'class="title" href="/studio/courses/[0-9a-f-]+">Light</a>', listed)
    assert "Hidden" in listed


async def test_refused_course_keeps_the_typed_words(browse: Call, people: People) -> None:
    refused = await browse(people.creator).post("/studio/courses", data={"title": " ", "description": "Kept words"})
    assert refused.status_code == 422
    assert "Kept words" in refused.text
    assert said(refused.text)


async def test_order_changes_unless_it_was_overtaken(browse: Call, people: People) -> None:
    ada = browse(people.creator)
    for title in ("One", "Two"):
        await ada.post("/studio/courses", data={"title": title})
    page = (await ada.get("/studio/courses")).text
    [*_, (version, second)] = re.findall(
        r'name="version" value="(\w+)">\s*<input[^>]*name="course" value="([^"]+)"', page
    )
    form = {"version": version, "course": second, "step": "-1"}
    moved = await follow(ada, await ada.post("/studio/courses/order", data=form))
    assert re.findall(r'class="title"[^>]*>(\w+)<', moved) == ["Two", "One"]
    overtaken = await ada.post("/studio/courses/order", data=form)
    assert overtaken.status_code == 409
    assert said(overtaken.text).startswith("Another person changed this")


async def test_only_editors_change_and_only_staff_looks(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        viewer = as_staff(people.creator_id, await a_staff_member(tx, people.creator_id, "viewer"))
    looking = await browse(viewer).get("/studio/courses")
    assert looking.status_code == 200
    assert "<form" not in looking.text.partition("<main")[2]
    assert (await browse(viewer).post("/studio/courses", data={"title": "X"})).status_code == 403
    assert (await browse(people.student).get("/studio/courses")).status_code == 403
    foreign = {"Sec-Fetch-Site": "cross-site"}
    sent = await browse(people.creator).post("/studio/courses", data={"title": "X"}, headers=foreign)
    assert sent.status_code == 403
