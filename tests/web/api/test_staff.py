"""Staff through the API: owners manage it, and each role gets a sentence for what it may not do."""

import json
from uuid import uuid4

import pytest

from chronos.app import App
from chronos.model import Actor, VideoId
from tests.factories import a_staff_member, as_staff
from tests.web.conftest import Call, People, problem

STAFF = "/api/v1/staff"


async def _member(app: App, people: People, role: str) -> Actor:
    async with app.db.as_service("test") as tx:
        return as_staff(people.creator_id, await a_staff_member(tx, people.creator_id, role, name=role.title()))


async def test_owner_manages_staff(api: Call, people: People) -> None:
    owner = api(people.creator)
    added = await owner.post(STAFF, json={"name": "Ed", "email": "ed@example.com"})
    assert (added.status_code, added.json()["role"]) == (201, "editor")
    address = added.headers["Location"]
    assert (await owner.patch(address, json={"role": "viewer"})).json()["role"] == "viewer"
    listed = (await owner.get(STAFF)).json()["items"]
    assert [(one["name"], one["role"]) for one in listed] == [("Ada", "owner"), ("Ed", "viewer")]
    problem(await owner.post(STAFF, json={"name": "Ed", "email": "ED@example.com"}), 409, "staff_exists")
    problem(await owner.post(STAFF, json={"name": "Ed", "role": "admin"}), 422, "request_invalid")
    assert (await owner.delete(address)).status_code == 204
    problem(await owner.delete(address), 404, "staff_not_found")
    problem(await owner.delete(f"{STAFF}/{people.creator_id}"), 409, "last_owner")
    problem(await owner.delete(f"{STAFF}/me"), 409, "last_owner")


async def test_staff_of_another_school_does_not_exist(app: App, api: Call, people: People) -> None:
    ed = await _member(app, people, "editor")
    bob = api(people.other_creator)
    problem(await bob.patch(f"{STAFF}/{ed.subject}", json={"role": "owner"}), 404, "staff_not_found")
    problem(await bob.delete(f"{STAFF}/{ed.subject}"), 404, "staff_not_found")
    assert [one["name"] for one in (await bob.get(STAFF)).json()["items"]] == ["Eve"]
    problem(await api(people.student).get(STAFF), 403, "creators_only")
    problem(await api(people.student).post(STAFF, json={"name": "Me"}), 403, "creators_only")


async def test_member_leaves_and_is_refused(app: App, api: Call, people: People) -> None:
    viewer = api(await _member(app, people, "viewer"))
    me = (await viewer.get("/api/v1/me")).json()
    assert me == {
        "kind": "staff", "name": "Viewer", "role": "viewer", "creator_id": str(people.creator_id), "student_id": None,
    }  # fmt: skip
    assert (await viewer.delete(f"{STAFF}/me")).status_code == 204
    problem(await viewer.get("/api/v1/me"), 403, "membership_ended")
    problem(await viewer.get(STAFF), 403, "membership_ended")


# What changes something, and is open to each role of staff; all else of these methods needs an editor or an owner.
OPEN_TO_VIEWERS = {
    "search", "ask", "create_session", "rename_session", "delete_session", "post_message", "open_citation",
    "end_other_sign_ins", "end_sign_in", "add_note", "change_note", "remove_note", "record_beat",
    "mark_done", "regenerate_message", "stop_message", "give_feedback", "take_feedback_back", "save_answer",
    "remove_saved_answer", "share_answer", "end_answer_link", "tell_teacher",
}  # fmt: skip
OWNERS_ALONE = {
    "erase_student",
    "change_settings",
    "add_staff",
    "change_staff",
    "remove_staff",
    "make_invite_link",
    "end_invite_link",
    "import_students",
    "add_embed_site",
    "remove_embed_site",
    "allow_embed",
    "end_embed",
    "make_embed_token",
    "change_brand",
    "change_logo",
    "remove_logo",
}
# Each part decides for its own: notifications are a person's, webhooks of the school an owner's.
ELSEWHERE = ("/api/v1/notifications", "/api/v1/me", "/api/v1/webhook", "/api/v1/whop")


@pytest.mark.parametrize("role", ["editor", "viewer"])
async def test_every_changing_route_says_what_a_role_may_not_do(app: App, api: Call, people: People, role: str) -> None:
    client = api(await _member(app, people, role))
    described = (await client.get("/openapi.json")).json()["paths"]
    routes = [
        (method, path, operation["operationId"])
        for path, operations in described.items()
        if path.startswith("/api/v1/") and not path.startswith(ELSEWHERE)
        for method, operation in operations.items()
        if method != "get" and operation["operationId"] != "leave_staff"
    ]
    assert len(routes) > 20
    wrong = []
    for method, path, name in routes:
        # The body is valid for none: the role is refused before anything else is looked at.
        address = path.format_map(_AnyId())
        response = await client.request(method.upper(), address, json={})
        code = response.json().get("code") if response.content else None
        refused = (response.status_code, code) == (403, "role_not_allowed")
        expected = name in OWNERS_ALONE or (role == "viewer" and name not in OPEN_TO_VIEWERS)
        if (refused != expected and response.status_code != 422) or (expected and not refused):
            wrong.append((name, response.status_code, code))
    assert wrong == []


class _AnyId(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return str(uuid4())


async def test_viewer_reads_everything_and_changes_nothing(
    app: App, api: Call, people: People, lecture: VideoId
) -> None:
    viewer = api(await _member(app, people, "viewer"))
    address = f"/api/v1/videos/{lecture}"
    before = (await viewer.get(address)).json()
    assert (before["id"], before["status"]) == (str(lecture), "completed")
    refused = problem(await viewer.patch(address, json={"title": "Mine"}), 403, "role_not_allowed")
    assert "viewer" in json.dumps(refused)
    problem(await viewer.delete(address), 403, "role_not_allowed")
    assert (await viewer.get(address)).json() == before
    editor = api(await _member(app, people, "editor"))
    assert (await editor.patch(address, json={"title": "Ours"})).json()["title"] == "Ours"


async def test_pages_refuse_a_viewer_too(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    viewer = browse(await _member(app, people, "viewer"))
    page = await viewer.get(f"/videos/{lecture}")
    assert page.status_code == 200
    assert "/remove" not in page.text
    assert (await viewer.post(f"/videos/{lecture}/remove")).status_code == 403
