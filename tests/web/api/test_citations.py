"""Opened citations are reported by the student who was answered."""

from chronos.app import App
from chronos.model import VideoId
from tests.web.api.test_chat import QUESTION, SESSIONS, begin
from tests.web.conftest import Call, People, problem


async def test_opened_citation_counts_once_and_for_its_student_alone(
    app: App, api: Call, people: People, lecture: VideoId
) -> None:
    client = api(people.student)
    session = await begin(client)
    answer = (await client.post(f"{SESSIONS}/{session['id']}/messages", json={"content": QUESTION})).json()
    address = f"/api/v1/chat/messages/{answer['id']}/citations"
    for _ in range(2):
        assert (await client.post(f"{address}/1/opened")).status_code == 204
    problem(await client.post(f"{address}/99/opened"), 404, "citation_not_found")
    for other in (people.creator, people.stranger):
        problem(await api(other).post(f"{address}/1/opened"), 404, "citation_not_found")
    async with app.db.as_service("test") as tx:
        opened = await tx.fetch("select video_id, at_seconds from private.facts where kind = 'citation_opened'")
    assert opened == [{"video_id": lecture, "at_seconds": answer["citations"][0]["play_seconds"]}]
