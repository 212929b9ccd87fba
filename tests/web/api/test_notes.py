"""Notes over HTTP."""

from uuid import uuid4

from chronos.db import Database
from tests.factories import a_video
from tests.web.conftest import ADDRESS, Call, People, problem

NOTES = "/api/v1/notes"


async def test_notes_are_added_found_changed_and_removed(api: Call, people: People, db: Database) -> None:
    async with db.as_service("test") as tx:
        video = await a_video(tx, people.creator_id, title="Aperture")
    student = api(people.student)
    added = await student.post(NOTES, json={"video_id": str(video), "at_seconds": 12.5, "content": "Try at f/8"})
    assert added.status_code == 201, added.text
    note = added.json()
    address = added.headers["location"]
    assert address == f"{NOTES}/{note['id']}"
    assert note["url"] == f"{ADDRESS}/videos/{video}?t=12.5"
    assert (note["title"], note["content"]) == ("Aperture", "Try at f/8")
    assert (await student.get(address)).json() == note
    mark = (await student.post(NOTES, json={"video_id": str(video), "at_seconds": 3})).json()
    page = (await student.get(NOTES, params={"video_id": str(video), "limit": 1})).json()
    assert ([each["id"] for each in page["items"]], page["next_cursor"]) == ([mark["id"]], mark["id"])
    rest = (await student.get(NOTES, params={"cursor": mark["id"]})).json()
    assert (rest["items"], rest["next_cursor"]) == ([note], None)
    assert (await student.get(NOTES, params={"video_id": str(uuid4())})).json()["items"] == []

    found = (await student.post("/api/v1/search", json={"query": "trying", "by": "words"})).json()
    assert [each["id"] for each in found["notes"]] == [note["id"]]
    assert found["notes"][0]["url"] == note["url"]
    changed = (await student.patch(address, json={"content": "Never mind"})).json()
    assert (changed["content"], changed["at_seconds"]) == ("Never mind", 12.5)
    assert (await student.delete(address)).status_code == 204
    problem(await student.get(address), 404, "note_not_found")


async def test_notes_that_cannot_be_kept_are_refused(api: Call, people: People, db: Database) -> None:
    async with db.as_service("test") as tx:
        video = await a_video(tx, people.creator_id)
    student = api(people.student)
    good = {"video_id": str(video), "at_seconds": 1}
    problem(await student.post(NOTES, json=good | {"at_seconds": 61}), 422, "note_outside_video")
    problem(await student.post(NOTES, json=good | {"video_id": str(uuid4())}), 404, "video_not_found")
    problem(await api(people.creator).post(NOTES, json=good), 403, "students_only")
    problem(await api(people.stranger).post(NOTES, json=good), 404, "video_not_found")
    for change in (
        {"content": "x" * 10_001},
        {"content": "\0"},
        {"at_seconds": -1},
        {"at_seconds": "1"},
        {"text": "x"},
    ):
        problem(await student.post(NOTES, json=good | change), 422, "request_invalid")
    note = (await student.post(NOTES, json=good)).json()
    for actor in (people.creator, people.stranger):
        problem(await api(actor).delete(f"{NOTES}/{note['id']}"), 404, "note_not_found")
        assert (await api(actor).get(NOTES)).json()["items"] == []
