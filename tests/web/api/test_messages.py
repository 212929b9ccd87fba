"""Messages over HTTP: follow-ups, branches and answers made again."""

from uuid import uuid4

from chronos.model import VideoId
from tests.web.api.test_chat import QUESTION, SESSIONS, begin
from tests.web.conftest import Call, People, problem


async def test_a_question_is_edited_and_answered_again(api: Call, people: People, lecture: VideoId) -> None:
    client = api(people.student)
    address = f"{SESSIONS}/{(await begin(client))['id']}/messages"
    first = (await client.post(address, json={"content": "What is the capital of Peru?"})).json()
    edited = (await client.post(address, json={"content": QUESTION, "edits": first["parent_id"]})).json()
    again = (await client.post(f"{address}/{edited['id']}/regenerate")).json()
    assert again["content"] == edited["content"]
    question, answer = (await client.get(address)).json()["items"]
    assert question["versions"] == [first["parent_id"], edited["parent_id"]]
    assert (answer["id"], answer["versions"]) == (again["id"], [edited["id"], again["id"]])
    question, answer = (await client.get(address, params={"through": first["id"]})).json()["items"]
    assert (answer["id"], answer["versions"]) == (first["id"], [])
    follow_up = (await client.post(address, json={"content": "and why?", "follows": edited["id"]})).json()
    assert follow_up["searched_for"].startswith("why: ")


async def test_messages_of_other_conversations_are_not_found(api: Call, people: People, lecture: VideoId) -> None:
    client = api(people.student)
    address = f"{SESSIONS}/{(await begin(client))['id']}/messages"
    for body in ({"edits": str(uuid4())}, {"follows": str(uuid4())}):
        problem(await client.post(address, json={"content": "Why?"} | body), 404, "message_not_found")
    answer = (await client.post(address, json={"content": QUESTION})).json()
    problem(await client.post(address, json={"content": "Why?", "edits": answer["id"]}), 422, "edits_no_question")
    problem(await client.post(f"{address}/{uuid4()}/regenerate"), 404, "message_not_found")
    other = f"{SESSIONS}/{(await begin(client))['id']}/messages"
    problem(await client.post(f"{other}/{answer['id']}/regenerate"), 404, "message_not_found")
    for actor in (people.stranger, people.other_creator):
        problem(await api(actor).post(f"{address}/{answer['id']}/regenerate"), 404, "session_not_found")
    problem(await api(people.creator).post(f"{address}/{answer['id']}/regenerate"), 403, "students_only")
