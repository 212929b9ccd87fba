"""Feedback over HTTP."""

from chronos.model import VideoId
from tests.web.api.test_chat import QUESTION, SESSIONS, begin
from tests.web.conftest import ADDRESS, Call, Client, People, problem


async def an_answer(client: Client) -> dict[str, object]:
    """The answer to QUESTION in a new conversation."""
    session = await begin(client)
    response = await client.post(f"{SESSIONS}/{session['id']}/messages", json={"content": QUESTION})
    answer: dict[str, object] = response.raise_for_status().json()
    return answer


async def test_student_judges_and_creator_reads(api: Call, people: People, lecture: VideoId) -> None:
    client = api(people.student)
    answer = await an_answer(client)
    address = f"/api/v1/chat/messages/{answer['id']}/feedback"
    body = {"verdict": "wrong_moment", "video_id": str(lecture), "at_seconds": 2.5}
    given = (await client.put(address, json=body)).raise_for_status().json()
    assert given["better"]["url"] == f"{ADDRESS}/videos/{lecture}?t=2.5"
    [seen] = (await api(people.creator).get("/api/v1/chat/feedback?verdict=wrong_moment")).json()["items"]
    assert seen == given
    assert (seen["question"], seen["content"], seen["verdict"]) == (QUESTION, answer["content"], "wrong_moment")
    assert "student_id" not in seen
    for other in (people.other_creator, people.stranger):
        assert (await api(other).get("/api/v1/chat/feedback")).json()["items"] == []
        refused = await api(other).put(address, json={"verdict": "right"})
        assert refused.json()["code"] in ("answer_not_found", "students_only")
    assert (await client.delete(address)).status_code == 204
    problem(await client.delete(address), 404, "feedback_not_found")


async def test_a_half_given_moment_is_refused(api: Call, people: People, lecture: VideoId) -> None:
    client = api(people.student)
    answer = await an_answer(client)
    address = f"/api/v1/chat/messages/{answer['id']}/feedback"
    half = await client.put(address, json={"verdict": "wrong_moment", "at_seconds": 2})
    problem(half, 422, "request_invalid")
    problem(await client.put(address, json={"verdict": "wrong_moment"}), 422, "better_moment_invalid")
    problem(await client.put(address, json={"verdict": "perfect"}), 422, "request_invalid")


async def test_pages_follow_each_other(api: Call, people: People, lecture: VideoId) -> None:
    client = api(people.student)
    for _ in range(2):
        answer = await an_answer(client)
        await client.put(f"/api/v1/chat/messages/{answer['id']}/feedback", json={"verdict": "right"})
    first = (await client.get("/api/v1/chat/feedback?limit=1")).json()
    second = (await client.get(f"/api/v1/chat/feedback?limit=1&cursor={first['next_cursor']}")).json()
    assert first["items"][0]["message_id"] != second["items"][0]["message_id"]
    assert second["next_cursor"] is None
