"""Courses through the API."""

from uuid import uuid4

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
    assert (await creator.get(COURSES)).json() == {"items": [], "next_cursor": None}


async def test_an_order_that_was_overtaken_is_a_conflict(api: Call, people: People) -> None:
    creator = api(people.creator)
    course = (await creator.post(COURSES, json={"title": "Light"})).json()
    address = f"{COURSES}/{course['id']}"
    for title in ("One", "Two"):
        read = (await creator.post(f"{address}/modules", json={"title": title})).json()
    modules = [{"id": module["id"], "video_ids": []} for module in reversed(read["modules"])]
    order = {"version": read["version"], "modules": modules}
    changed = (await creator.put(f"{address}/order", json=order)).json()
    assert [module["title"] for module in changed["modules"]] == ["Two", "One"]
    problem(await creator.put(f"{address}/order", json=order), 409, "course_changed")
    order = {"version": changed["version"], "modules": modules[:1]}
    problem(await creator.put(f"{address}/order", json=order), 422, "order_incomplete")
    assert (await creator.put(f"{COURSES}/order", json={"course_ids": [course["id"]]})).status_code == 204
    problem(await creator.put(f"{COURSES}/order", json={"course_ids": [str(uuid4())]}), 404, "course_not_found")


async def test_given_courses_are_read_and_changed_by_the_creator(api: Call, people: People) -> None:
    creator, student = api(people.creator), api(people.student)
    course = (await creator.post(COURSES, json={"title": "Light"})).json()
    address = f"/api/v1/students/{people.student.student_id}/courses"
    assert (await creator.get(address)).json()["course_ids"] is None
    given = await creator.put(address, json={"course_ids": [course["id"]]})
    assert given.json()["course_ids"] == [course["id"]]
    problem(await student.put(address, json={"course_ids": None}), 403, "creators_only")
    problem(await creator.put(address, json={"course_ids": [str(uuid4())]}), 404, "course_not_found")
    problem(await creator.get(f"/api/v1/students/{uuid4()}/courses"), 404, "person_not_found")
    assert (await creator.put(address, json={"course_ids": None})).json()["course_ids"] is None


async def test_students_change_nothing(api: Call, people: People) -> None:
    student = api(people.student)
    problem(await student.post(COURSES, json={"title": "Mine"}), 403, "creators_only")
    problem(await api(None).get(COURSES), 401, "token_missing")
    for body in ({"title": ""}, {"title": "A", "colour": "red"}, {}):
        problem(await api(people.creator).post(COURSES, json=body), 422, "request_invalid")
