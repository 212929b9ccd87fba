"""Courses through the API."""

from chronos.db import Database
from tests.factories import a_video
from tests.web.conftest import Call, People, problem

COURSES = "/api/v1/courses"


async def test_creator_builds_a_course_and_a_student_follows_it(api: Call, people: People, db: Database) -> None:
    creator, student = api(people.creator), api(people.student)
    async with db.as_service("test") as tx:
        videos = [str(await a_video(tx, people.creator.creator_id, title=f"Part {n}")) for n in (1, 2)]  # type: ignore[arg-type]
    added = await creator.post(COURSES, json={"title": "Light", "description": "Of it."})
    assert added.status_code == 201
    course = added.json()
    address = added.headers["Location"]
    assert address == f"{COURSES}/{course['id']}"
    problem(await creator.patch(address, json={"is_published": True}), 409, "course_empty")
    first = (await creator.post(f"{address}/modules", json={"title": "One", "video_ids": videos[:1]})).json()[
        "modules"
    ][0]
    second = {"title": "Two", "video_ids": videos[1:], "requires_module_id": first["id"], "opens_after_days": 0}
    assert (await creator.post(f"{address}/modules", json=second)).status_code == 201
    problem(await student.get(address), 404, "course_not_found")
    assert (await creator.patch(address, json={"is_published": True})).json()["is_published"] is True
    shown = (await student.get(address)).json()
    assert [(m["title"], m["is_open"], m["waits_for"], len(m["lessons"])) for m in shown["modules"]] == [
        ("One", True, None, 1),
        ("Two", False, first["id"], 0),
    ]
    assert [m["video_ids"] for m in shown["modules"]] == [videos[:1], []]
    assert shown["progress"]["percent"] == 0
    problem(await student.get(f"/api/v1/videos/{videos[1]}"), 404, "video_not_found")
    problem(await student.get(f"/api/v1/videos/{videos[1]}/playback"), 404, "video_not_found")
    listed = (await student.get("/api/v1/videos")).json()["items"]
    assert [video["id"] for video in listed] == videos[:1]
    lifted = await creator.patch(f"{address}/modules/{shown['modules'][1]['id']}", json={"requires_module_id": None})
    assert lifted.json()["modules"][1]["requires_module_id"] is None
    assert lifted.json()["modules"][1]["opens_after_days"] == 0
    assert (await student.get(f"/api/v1/videos/{videos[1]}")).status_code == 200
    assert (await creator.delete(f"{address}/modules/{first['id']}")).status_code == 204
    assert (await creator.delete(address)).status_code == 204
    emptied = (await creator.get(COURSES)).json()
    assert (emptied["items"], emptied["next_cursor"]) == ([], None)


async def test_the_order_that_was_read_is_changed(api: Call, people: People) -> None:
    creator = api(people.creator)
    ids = [(await creator.post(COURSES, json={"title": title})).json()["id"] for title in ("Light", "Lenses")]
    read = (await creator.get(COURSES)).json()
    order = {"course_ids": ids[::-1], "version": read["version"]}
    assert (await creator.put(f"{COURSES}/order", json=order)).status_code == 204
    assert [course["id"] for course in (await creator.get(COURSES)).json()["items"]] == ids[::-1]
    problem(await creator.put(f"{COURSES}/order", json=order), 409, "courses_changed")


async def test_students_change_nothing(api: Call, people: People) -> None:
    student = api(people.student)
    problem(await student.post(COURSES, json={"title": "Mine"}), 403, "creators_only")
    problem(await api(None).get(COURSES), 401, "token_missing")
    for body in ({"title": ""}, {"title": "A", "colour": "red"}, {}):
        problem(await api(people.creator).post(COURSES, json=body), 422, "request_invalid")
