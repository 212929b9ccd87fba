"""The audit log through the API: owners read their school's, students who read their conversations."""

from uuid import UUID

from chronos.app import App
from tests.factories import a_session, a_staff_member, as_staff
from tests.web.conftest import Call, People, problem

AUDIT = "/api/v1/audit"


async def test_owner_reads_records_in_pages(api: Call, people: People) -> None:
    owner = api(people.creator)
    for name in ("Ed", "Eve", "Eli"):
        await owner.post("/api/v1/staff", json={"name": name})
    first = (await owner.get(AUDIT, params={"action": "staff", "limit": 2})).json()
    second = (await owner.get(AUDIT, params={"action": "staff", "limit": 2, "cursor": first["next_cursor"]})).json()
    found = [*first["items"], *second["items"]]
    assert [(one["action"], one["actor_kind"], one["details"]["role"]) for one in found] == [
        ("staff.added", "owner", "editor")
    ] * 3
    assert {one["actor_id"] for one in found} == {str(people.creator_id)}
    assert second["next_cursor"] is None
    later = {"from": "2999-01-01T00:00:00Z"}
    assert (await owner.get(AUDIT, params=later)).json() == {"items": [], "next_cursor": None}
    problem(await owner.get(AUDIT, params={"cursor": 0}), 422, "request_invalid")


async def test_others_do_not_read_it(app: App, api: Call, people: People) -> None:
    await api(people.creator).post("/api/v1/staff", json={"name": "Ed"})
    async with app.db.as_service("test") as tx:
        editor = as_staff(people.creator_id, await a_staff_member(tx, people.creator_id, "editor"))
    problem(await api(editor).get(AUDIT), 403, "role_not_allowed")
    problem(await api(people.student).get(AUDIT), 403, "creators_only")
    assert (await api(people.other_creator).get(AUDIT, params={"action": "staff"})).json()["items"] == []


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
