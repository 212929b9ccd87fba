"""A student's own data over HTTP."""

from uuid import uuid4

from chronos.db import Database
from chronos.model import CreatorId
from tests.factories import a_session, a_video
from tests.web.conftest import Call, People, problem

EXPORT, ERASURE, ME = "/api/v1/me/export", "/api/v1/me/erasure", "/api/v1/me"


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
    assert (exported["format"], exported["version"]) == ("chronos-student", 1)
    tables = exported["tables"]
    assert [each["id"] for each in tables["public.students"]] == [str(people.student.student_id)]
    assert [(each["video_id"], each["heard"]) for each in tables["public.video_progress"]] == [
        (str(video), "{[0,2000)}")
    ]
    assert [each["at_seconds"] for each in tables["public.notes"]] == [1]
    assert [each["title"] for each in tables["public.chat_sessions"]] == ["Questions"]


async def test_a_student_erases_own_rows(api: Call, people: People) -> None:
    student = api(people.student)
    planned = (await student.get(ERASURE)).json()
    assert planned["rows"]["public.students"] == 1
    for confirmed in ("", f"?confirm={uuid4()}"):
        problem(await student.delete(f"{ME}{confirmed}"), 409, "erasure_not_confirmed")
    erased = (await student.delete(f"{ME}?confirm={planned['student_id']}")).json()
    assert (erased["student_id"], erased["rows"]) == (planned["student_id"], planned["rows"])
    assert erased["erased_at"]
    problem(await student.get(EXPORT), 403, "membership_ended")


async def test_only_students_have_an_export(api: Call, people: People) -> None:
    problem(await api(people.creator).get(EXPORT), 403, "students_only")
    problem(await api(people.creator).delete(ME), 403, "students_only")
    problem(await api(None).get(EXPORT), 401, "token_missing")
