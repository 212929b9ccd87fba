"""A student's own data over HTTP."""

from uuid import uuid4

from chronos.db import Database
from chronos.model import CreatorId
from tests.factories import a_session, a_video
from tests.web.conftest import Call, People, problem

EXPORT = "/api/v1/me/export"


async def test_a_student_exports_own_rows(api: Call, people: People, db: Database) -> None:
    creator: CreatorId = people.creator_id
    assert people.student.student_id
    async with db.as_service("test") as tx:
        video = await a_video(tx, creator)
        await a_session(tx, creator, people.student.student_id)
    student = api(people.student)
    beat = {"session": str(uuid4()), "number": 0, "segments": [[0, 2, 1]], "at_seconds": 2.0}
    assert (await student.post(f"/api/v1/videos/{video}/beats", json=beat)).status_code == 200
    assert (await student.post("/api/v1/notes", json={"video_id": str(video), "at_seconds": 1})).status_code == 201
    exported = (await student.get(EXPORT)).json()
    assert exported["student"]["id"] == str(people.student.student_id)
    assert [(each["video_id"], each["heard"]) for each in exported["progress"]] == [(str(video), [[0, 2]])]
    assert [each["at_seconds"] for each in exported["notes"]] == [1]
    assert [(each["title"], each["messages"]) for each in exported["sessions"]] == [("Questions", [])]
    assert exported["enrolments"] == exported["sign_ins"] == []


async def test_only_students_have_an_export(api: Call, people: People) -> None:
    problem(await api(people.creator).get(EXPORT), 403, "students_only")
    problem(await api(None).get(EXPORT), 401, "token_missing")
