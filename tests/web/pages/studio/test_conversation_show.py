"""Conversations of students in the studio: a reading is recorded, a list is none."""

from tests.web.api.test_chat import SESSIONS
from tests.web.conftest import Call, People

CONVERSATIONS = "/studio/questions/conversations"


async def test_reading_is_recorded_and_said(api: Call, browse: Call, people: People) -> None:
    session = (await api(people.student).post(SESSIONS, json={"title": "My secret"})).json()["id"]
    ada = browse(people.creator)
    listed = (await ada.get(CONVERSATIONS)).text
    assert f'href="{CONVERSATIONS}/{session}">Sam' in listed
    assert "My secret" not in listed
    assert "this is recorded" in listed
    seen = await api(people.student).get("/api/v1/me/readings")
    page = (await ada.get(f"{CONVERSATIONS}/{session}")).text
    assert "That you read this was recorded" in page
    assert (await api(people.student).get("/api/v1/me/readings")).text != seen.text
    assert (
        f'href="{CONVERSATIONS}/{session}"'
        in (await ada.get(CONVERSATIONS, params={"student": str(people.student.student_id)})).text
    )
    assert (await browse(people.other_creator).get(f"{CONVERSATIONS}/{session}")).status_code == 404
    assert (await browse(people.student).get(f"{CONVERSATIONS}/{session}")).status_code == 403
