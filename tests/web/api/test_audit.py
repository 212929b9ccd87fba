"""The audit log through the API: owners read the records of their school in pages."""

from chronos.app import App
from tests.factories import a_staff_member, as_staff
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
