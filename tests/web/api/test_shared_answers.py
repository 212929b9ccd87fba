"""Shared answers over HTTP."""

from chronos.model import VideoId
from tests.web.api.test_feedback import an_answer
from tests.web.conftest import ADDRESS, Call, People, problem


async def test_link_shows_the_answer_alone_until_it_is_revoked(api: Call, people: People, lecture: VideoId) -> None:
    client = api(people.student)
    answer = await an_answer(client)
    address = f"/api/v1/chat/messages/{answer['id']}/link"
    link = (await client.put(address)).raise_for_status().json()
    assert link["url"] == f"{ADDRESS}/api/v1/shared-answers/{link['token']}"
    path = link["url"].removeprefix(ADDRESS)
    for reader in (people.student, people.creator):
        shown = (await api(reader).get(path)).raise_for_status().json()
        assert shown.keys() == {"question", "content", "citations"}
        assert shown["citations"] == answer["citations"]
    for other in (people.stranger, people.other_creator):
        problem(await api(other).get(path), 404, "shared_answer_not_found")
    problem(await api(None).get(path), 401, "token_missing")
    [listed] = (await client.get("/api/v1/shared-answers")).json()["items"]
    assert listed == {"message_id": answer["id"], "created_at": link["created_at"]}
    assert (await client.delete(address)).status_code == 204
    problem(await client.get(path), 404, "shared_answer_not_found")
    problem(await client.delete(address), 404, "shared_answer_not_found")
