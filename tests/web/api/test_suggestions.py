"""Suggestions over HTTP."""

from chronos.model import VideoId
from tests.web.api.test_feedback import an_answer
from tests.web.conftest import ADDRESS, Call, People, problem


async def test_suggestions_are_for_the_student_who_was_answered(api: Call, people: People, lecture: VideoId) -> None:
    client = api(people.student)
    address = f"/api/v1/chat/messages/{(await an_answer(client))['id']}/suggestions"
    items = (await client.get(address)).raise_for_status().json()["items"]
    for item in items:
        assert item["video_id"] == str(lecture)
        assert item["url"].startswith(f"{ADDRESS}/videos/{lecture}?t=")
    for other in (people.stranger, people.creator):
        problem(await api(other).get(address), 404, "answer_not_found")
