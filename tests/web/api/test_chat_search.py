"""Search in one's own conversations, and their export."""

from uuid import uuid4

from chronos.model import VideoId
from tests.web.api.test_chat import QUESTION, SESSIONS, begin
from tests.web.conftest import ADDRESS, Call, People, problem

FOUND = "/api/v1/chat/messages"


async def test_own_messages_are_found_by_their_words(api: Call, people: People, lecture: VideoId) -> None:
    client = api(people.student)
    session = await begin(client, title="Lenses")
    await begin(client, title="Other")
    await client.post(f"{SESSIONS}/{session['id']}/messages", json={"content": QUESTION})
    page = (await client.get(FOUND, params={"q": "SMALLER why hole"})).json()
    assert [(one["role"], one["content"], one["title"]) for one in page["items"]] == [("user", QUESTION, "Lenses")]
    first = (await client.get(FOUND, params={"q": "hole", "limit": 1})).json()
    rest = (await client.get(FOUND, params={"q": "hole", "cursor": first["next_cursor"]})).json()
    assert [one["role"] for one in first["items"] + rest["items"]] == ["assistant", "user"]
    for words in ("lenses", "smaller hole"):  # of its title, of a message
        listed = (await client.get(SESSIONS, params={"q": words})).json()["items"]
        assert [one["id"] for one in listed] == [session["id"]]
    assert (await client.get(SESSIONS, params={"q": "nothing like it"})).json()["items"] == []


async def test_only_own_messages_are_found(api: Call, people: People, lecture: VideoId) -> None:
    session = await begin(api(people.student), title="Lenses")
    await api(people.student).post(f"{SESSIONS}/{session['id']}/messages", json={"content": QUESTION})
    for actor in (people.stranger, people.other_creator, people.creator):
        assert (await api(actor).get(FOUND, params={"q": "hole"})).json()["items"] == []
        assert (await api(actor).get(SESSIONS, params={"q": "hole"})).json()["items"] == []
    listed = (await api(people.creator).get(SESSIONS, params={"q": "lenses"})).json()["items"]
    assert [one["id"] for one in listed] == [session["id"]]


async def test_a_conversation_is_exported_with_links(api: Call, people: People, lecture: VideoId) -> None:
    client = api(people.student)
    session = await begin(client, title="Lenses")
    address = f"{SESSIONS}/{session['id']}"
    answer = (await client.post(f"{address}/messages", json={"content": QUESTION})).json()
    exported = (await client.get(f"{address}/export")).json()
    assert exported["session"] == (await client.get(address)).json()
    assert [one["id"] for one in exported["messages"]] == [answer["parent_id"], answer["id"]]
    assert exported["messages"][1] == answer
    written = await client.get(f"{address}/export", params={"format": "markdown"})
    assert written.headers["content-type"].startswith("text/markdown")
    assert written.text.startswith("# Lenses\n")
    assert f"({ADDRESS}/videos/{lecture}?t=" in written.text
    assert answer["citations"][0]["url"] in written.text
    for actor in (people.stranger, people.other_creator):
        problem(await api(actor).get(f"{address}/export"), 404, "session_not_found")


async def test_a_session_about_a_second_or_a_course(api: Call, people: People, lecture: VideoId) -> None:
    client = api(people.student)
    session = await begin(client, video_ids=[str(lecture)], at_seconds=12.5)
    assert session["at_seconds"] == 12.5
    answer = await client.post(f"{SESSIONS}/{session['id']}/messages", json={"content": QUESTION})
    assert answer.json()["covered"] is True
    problem(await client.post(SESSIONS, json={"at_seconds": 1.0}), 422, "second_without_video")
    problem(await client.post(SESSIONS, json={"course_id": str(uuid4())}), 404, "course_not_found")
