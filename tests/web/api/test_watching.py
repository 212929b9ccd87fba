"""What players report, through the API."""

from uuid import uuid4

import pytest

from chronos.db import Database
from tests.factories import a_video
from tests.web.conftest import Call, People, problem


async def test_reports_are_counted_and_the_rule_stands_beside_the_number(
    api: Call, people: People, db: Database
) -> None:
    student, creator = api(people.student), api(people.creator)
    async with db.as_service("test") as tx:
        video = await a_video(tx, people.creator.creator_id)  # type: ignore[arg-type]
    address = f"/api/v1/videos/{video}"
    beat = {"session": str(uuid4()), "number": 0, "segments": [[0, 60, 1]], "at_seconds": 1.5}
    counted = (await student.post(f"{address}/beats", json=beat)).json()
    assert counted == {"credited_seconds": pytest.approx(2, abs=0.5), "is_completed": False}
    assert (await student.post(f"{address}/beats", json=beat)).json()["credited_seconds"] == 0
    assert (await creator.post(f"{address}/beats", json=beat)).json()["credited_seconds"] == 0
    progress = (await student.get(f"{address}/progress")).json()
    assert progress["heard_seconds"] == pytest.approx(2, abs=0.5)
    assert (progress["resume_seconds"], progress["completion_share"], progress["may_mark_done"]) == (1.5, 0.9, False)
    problem(await student.put(f"{address}/progress", json={"is_done": True}), 403, "marking_off")
    home = (await student.get("/api/v1/home")).json()
    assert [(each["id"], each["resume_seconds"]) for each in home["started"]] == [(str(video), 1.5)]
    assert home["started"][0]["url"].endswith(f"/videos/{video}?t=1.5")
    assert (home["overview"], home["last_30_days"]) == (None, None)
    overview = (await creator.get("/api/v1/home")).json()
    assert overview["overview"]["videos"] == 1
    assert overview["last_30_days"]["questions"] == 0


async def test_the_page_of_another_person_reports_nothing(
    api: Call, browse: Call, people: People, db: Database
) -> None:
    """A page that a student left open may report when somebody else has signed in with the browser."""
    async with db.as_service("test") as tx:
        video = await a_video(tx, people.creator.creator_id)  # type: ignore[arg-type]
    address = f"/api/v1/videos/{video}"
    beat = {"session": str(uuid4()), "number": 0, "segments": [[0, 1, 1]], "at_seconds": 1.0}
    own, another = ({"student_id": str(each.student_id)} for each in (people.student, people.stranger))
    assert (await browse(people.student).post(f"{address}/beats", json=beat | own)).json()["credited_seconds"] == 1
    for caller in (people.student, people.creator):
        problem(await browse(caller).post(f"{address}/beats", json=beat | another), 403, "beat_not_yours")
    problem(await browse(None).post(f"{address}/beats", json=beat | own), 401, "token_missing")
    assert (await api(people.student).get(f"{address}/progress")).json()["heard_seconds"] == 1


async def test_reports_that_cannot_be_read_are_refused(api: Call, people: People) -> None:
    student = api(people.student)
    good = {"session": str(uuid4()), "number": 0, "segments": [[0, 1, 1]], "at_seconds": 1}
    address = f"/api/v1/videos/{uuid4()}"
    problem(await student.post(f"{address}/beats", json=good), 404, "video_not_found")
    problem(await student.get(f"{address}/progress"), 404, "video_not_found")
    problem(await student.put(f"{address}/progress", json={"is_done": True}), 404, "video_not_found")
    for change in (
        {"segments": [[0, 1]]},
        {"segments": [[0, 1, 0]]},
        {"segments": [[-1, 1, 1]]},
        {"segments": [[0, 1, 1]] * 101},
        {"number": True},
        {"number": -1},
        {"at_seconds": "1"},
        {"session": "mine"},
        {"student_id": "me"},
    ):
        problem(await student.post(f"{address}/beats", json=good | change), 422, "request_invalid")
