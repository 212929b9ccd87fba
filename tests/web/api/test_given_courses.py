"""Courses given to a student, through the API."""

from uuid import uuid4

from tests.web.conftest import Call, People, problem

COURSES = "/api/v1/courses"


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
