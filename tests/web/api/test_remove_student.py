"""DELETE /api/v1/students/{id}: with a receipt, for its creator alone."""

from tests.web.conftest import Call, People, problem


async def test_student_is_removed_by_its_creator(api: Call, people: People) -> None:
    address = f"/api/v1/students/{people.student.student_id}"
    problem(await api(people.student).delete(address), 403, "creators_only")
    problem(await api(people.other_creator).delete(address), 404, "person_not_found")
    receipt = await api(people.creator).delete(address)
    assert receipt.status_code == 200
    assert receipt.json()["student_id"] == str(people.student.student_id)
    problem(await api(people.creator).delete(address), 404, "person_not_found")
