"""Modules of a course through the API."""

from uuid import uuid4

from tests.web.conftest import Call, People, problem

COURSES = "/api/v1/courses"


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
    version = (await creator.get(COURSES)).json()["version"]
    unknown = {"version": version, "course_ids": [str(uuid4())]}
    problem(await creator.put(f"{COURSES}/order", json=unknown), 404, "course_not_found")
