"""A question is sent to the teacher over HTTP, and the teacher gets it."""

from chronos.model import VideoId
from tests.web.conftest import Call, People, problem

BREAD = "How do I bake sourdough bread?"


async def test_the_teacher_gets_what_a_student_sends(api: Call, people: People, lecture: VideoId) -> None:
    client, ada = api(people.student), api(people.creator)
    session = (await client.post("/api/v1/chat/sessions", json={})).raise_for_status().json()["id"]
    asked = await client.post(f"/api/v1/chat/sessions/{session}/messages", json={"content": BREAD})
    answer = asked.raise_for_status().json()["id"]
    assert (await ada.get("/api/v1/analytics/gaps")).json()["told"] == []
    address = f"/api/v1/chat/messages/{answer}/told"
    problem(await api(people.stranger).put(address), 404, "answer_not_found")
    problem(await ada.put(address), 403, "students_only")
    for _ in range(2):
        assert (await client.put(address)).status_code == 204
    gaps = (await ada.get("/api/v1/analytics/gaps")).json()
    assert gaps["groups"] is None  # too few asked
    [told] = gaps["told"]
    assert (told["question"], told["times"]) == (BREAD, 1)
    assert "student_id" not in told
    assert (await ada.get("/api/v1/analytics/questions")).json()["told"] == []
