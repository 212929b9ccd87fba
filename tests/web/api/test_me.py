"""The caller through the API: who they are, and who of the staff read their conversations."""

from uuid import UUID

from chronos.app import App
from tests.factories import a_session, a_staff_member, as_staff
from tests.web.conftest import Call, People, problem

AUDIT = "/api/v1/audit"


async def test_student_is_told_who_they_are(api: Call, people: People) -> None:
    me = (await api(people.student).get("/api/v1/me")).json()
    assert (me["kind"], me["name"], me["role"]) == ("student", "Sam", None)
    assert me["student_id"] == str(people.student.student_id)
    problem(await api(None).get("/api/v1/me"), 401, "token_missing")


async def test_reading_of_a_conversation_is_seen_by_its_student(app: App, api: Call, people: People) -> None:
    assert people.student.student_id
    async with app.db.as_service("test") as tx:
        session = UUID(await a_session(tx, people.creator_id, people.student.student_id, title="Waves"))
        viewer = as_staff(people.creator_id, await a_staff_member(tx, people.creator_id, "viewer"))
    messages = f"/api/v1/chat/sessions/{session}/messages"
    student = api(people.student)
    assert (await student.get(messages)).status_code == 200
    assert (await student.get("/api/v1/me/readings")).json()["items"] == []
    for _ in range(3):  # the same reading
        assert (await api(viewer).get(messages)).status_code == 200
    await api(people.creator).get(messages)
    problem(await api(people.other_creator).get(messages), 404, "session_not_found")
    first = (await student.get("/api/v1/me/readings", params={"limit": 1})).json()
    second = (await student.get("/api/v1/me/readings", params={"cursor": first["next_cursor"]})).json()
    seen = [*first["items"], *second["items"]]
    assert [(one["reader_role"], one["session_id"], one["session_title"]) for one in seen] == [
        ("owner", str(session), "Waves"),
        ("viewer", str(session), "Waves"),
    ]
    recorded = (await api(people.creator).get(AUDIT, params={"action": "conversation.read"})).json()["items"]
    assert [one["target_id"] for one in recorded] == [str(people.student.student_id)] * 2
    problem(await api(people.creator).get("/api/v1/me/readings"), 403, "students_only")


async def test_how_the_player_begins_is_kept_for_students(api: Call, browse: Call, people: People) -> None:
    path = "/api/v1/me/preferences"
    first = (await api(people.student).patch(path, json={"speed": 1.5, "volume": 1})).json()
    assert first == {"captions": False, "speed": 1.5, "volume": 1, "caption_size": "medium", "caption_place": "below"}
    second = (await browse(people.student).patch(path, json={"captions": True, "caption_place": "over"})).json()
    assert second == first | {"captions": True, "caption_place": "over"}
    assert (await browse(people.student).patch(path, json={})).json() == second
    for wrong in ({"speed": 4}, {"volume": 1.1}, {"captions": "yes"}, {"caption_size": "huge"}, {"theme": "dark"}):
        assert (await api(people.student).patch(path, json=wrong)).status_code == 422, wrong
    problem(await api(people.creator).patch(path, json={"speed": 2}), 403, "students_only")
    foreign = await browse(people.student).patch(path, json={"speed": 2}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
