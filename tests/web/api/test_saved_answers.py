"""Saved answers over HTTP."""

from chronos.model import VideoId
from tests.web.api.test_feedback import an_answer
from tests.web.conftest import Call, People, problem

SAVED = "/api/v1/saved-answers"


async def test_answers_are_saved_listed_and_removed(api: Call, people: People, lecture: VideoId) -> None:
    client = api(people.student)
    made = []
    for _ in range(2):
        answer = await an_answer(client)
        response = await client.post(SAVED, json={"message_id": answer["id"]})
        assert response.status_code == 201, response.text
        made.append(response.json())
        assert made[-1]["citations"] == answer["citations"]
    first = (await client.get(f"{SAVED}?limit=1")).json()
    assert first["items"] == [made[1]]
    assert (await client.get(f"{SAVED}?cursor={first['next_cursor']}")).json()["items"] == [made[0]]
    problem(await api(people.creator).post(SAVED, json={"message_id": made[0]["message_id"]}), 403, "students_only")
    problem(await api(people.stranger).delete(f"{SAVED}/{made[0]['id']}"), 404, "saved_answer_not_found")
    assert (await client.delete(f"{SAVED}/{made[0]['id']}")).status_code == 204
    assert (await client.get(SAVED)).json()["items"] == [made[1]]
