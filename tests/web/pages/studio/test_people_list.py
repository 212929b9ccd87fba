"""The people of a school in the studio."""

import re

from chronos.app import App
from tests.factories import a_staff_member, as_staff
from tests.web.conftest import Call, People
from tests.web.pages.studio.conftest import follow, said

PEOPLE = "/studio/people"


async def test_students_and_staff_are_listed(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        editor = as_staff(people.creator_id, await a_staff_member(tx, people.creator_id, "editor", name="Ed"))
    page = (await browse(people.creator).get(PEOPLE)).text
    assert re.search(rf'href="{PEOPLE}/{people.student.student_id}">Sam</a>', page)
    assert "Zoe" not in page
    assert "Ed" in page
    assert "Owner, you" in " ".join(page.split())
    seen = (await browse(editor).get(PEOPLE)).text
    assert "Add a student" not in seen
    assert "Add a person to the staff" not in seen
    assert "At risk:" in (await browse(people.creator).get(f"{PEOPLE}?at_risk=true")).text
    assert (await browse(people.student).get(PEOPLE)).status_code == 403


async def test_owner_adds_a_student(app: App, browse: Call, people: People) -> None:
    ada = browse(people.creator)
    page = await follow(ada, await ada.post(PEOPLE, data={"name": "Kim", "email": "kim@example.com"}))
    assert said(page).startswith("The student was added.")
    assert "<h1>Kim</h1>" in page
    refused = await ada.post(PEOPLE, data={"name": "Kept Name", "email": "kim"})
    assert refused.status_code == 422
    assert 'value="Kept Name"' in refused.text
    async with app.db.as_service("test") as tx:
        editor = as_staff(people.creator_id, await a_staff_member(tx, people.creator_id, "editor"))
    for actor in (editor, people.student):
        assert (await browse(actor).post(PEOPLE, data={"name": "Kim"})).status_code == 403
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert (await ada.post(PEOPLE, data={"name": "Kim"}, headers=foreign)).status_code == 403
