"""Conversations over HTTP."""

from uuid import uuid4

from chronos.app import App
from chronos.model import VideoId
from tests.factories import a_video
from tests.web.conftest import ADDRESS, Call, Client, People, problem

SESSIONS = "/api/v1/chat/sessions"
QUESTION = "Why is f/16 a smaller hole than f/2?"


async def begin(client: Client, **body: object) -> dict[str, object]:
    response = await client.post(SESSIONS, json=body)
    assert response.status_code == 201, response.text
    made: dict[str, object] = response.json()
    assert response.headers["location"] == f"{SESSIONS}/{made['id']}"
    return made


async def test_session_is_created_asked_renamed_and_deleted(
    api: Call, app: App, people: People, lecture: VideoId
) -> None:
    client = api(people.student)
    session = await begin(client, title="Lenses")
    address = f"{SESSIONS}/{session['id']}"
    assert (await client.get(address)).json() == session

    answer = await client.post(f"{address}/messages", json={"content": QUESTION})
    assert answer.status_code == 200, answer.text
    message = answer.json()
    assert (message["role"], message["covered"], message["model"]) == ("assistant", True, "extractive")
    cited = message["citations"][0]
    assert cited["video_id"] == str(lecture)
    assert cited["url"].startswith(f"{ADDRESS}/videos/{lecture}?t=")

    said = (await client.get(f"{address}/messages")).json()
    assert [each["role"] for each in said["items"]] == ["user", "assistant"]
    assert said["items"][0]["content"] == QUESTION
    assert said["items"][1] == message
    assert said["next_cursor"] is None
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set is_published = false")
    [question, withheld] = (await client.get(f"{address}/messages")).json()["items"]
    assert question == said["items"][0]
    assert (withheld["is_withheld"], withheld["citations"]) == (True, [])
    assert cited["text"] not in (await client.get("/api/v1/me/export")).text

    renamed = await client.patch(address, json={"title": "Groups"})
    assert renamed.json()["title"] == "Groups"
    assert (await client.delete(address)).status_code == 204
    problem(await client.get(address), 404, "session_not_found")


async def test_session_is_limited_to_its_videos(api: Call, app: App, people: People, lecture: VideoId) -> None:
    client = api(people.student)
    problem(await client.post(SESSIONS, json={"video_ids": [str(uuid4())]}), 404, "video_not_found")
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select creator_id from videos where id = %(id)s", {"id": lecture})
        silent = await a_video(tx, row["creator_id"], title="Silent")
    elsewhere = await begin(client, video_ids=[str(silent)])
    answer = await client.post(f"{SESSIONS}/{elsewhere['id']}/messages", json={"content": QUESTION})
    assert answer.json()["covered"] is False
    here = await begin(client, video_ids=[str(lecture)])
    assert here["video_ids"] == [str(lecture)]
    answer = await client.post(f"{SESSIONS}/{here['id']}/messages", json={"content": QUESTION})
    assert answer.json()["covered"] is True


async def test_sessions_are_paged_newest_first(api: Call, people: People) -> None:
    client = api(people.student)
    made = [(await begin(client, title=str(number)))["id"] for number in range(5)]
    seen: list[str] = []
    cursor = None
    for expected in (2, 2, 1):
        page = (await client.get(SESSIONS, params={"limit": 2, **({"cursor": cursor} if cursor else {})})).json()
        assert len(page["items"]) == expected
        seen += [session["id"] for session in page["items"]]
        cursor = page["next_cursor"]
    assert cursor is None
    assert seen == made[::-1]


async def test_unknown_cursor_is_not_found(api: Call, people: People) -> None:
    problem(await api(people.student).get(SESSIONS, params={"cursor": str(uuid4())}), 404, "session_not_found")


async def test_creators_cannot_create_sessions(api: Call, people: People) -> None:
    problem(await api(people.creator).post(SESSIONS, json={}), 403, "students_only")


async def test_creator_lists_the_students_sessions(api: Call, people: People) -> None:
    session = await begin(api(people.student), title="Mine")
    assert [each["id"] for each in (await api(people.creator).get(SESSIONS)).json()["items"]] == [session["id"]]


async def test_sessions_of_others_are_not_found(api: Call, people: People) -> None:
    session = await begin(api(people.student), title="Mine")
    address = f"{SESSIONS}/{session['id']}"
    for actor in (people.stranger, people.other_creator):
        client = api(actor)
        problem(await client.get(address), 404, "session_not_found")
        problem(await client.get(f"{address}/messages"), 404, "session_not_found")
        problem(await client.patch(address, json={"title": "Yours"}), 404, "session_not_found")
        problem(await client.delete(address), 404, "session_not_found")
        problem(await client.post(f"{address}/messages", json={"content": "Hello?"}), 404, "session_not_found")
        assert (await client.get(SESSIONS)).json()["items"] == []
    assert (await api(people.student).get(address)).status_code == 200


async def test_invalid_messages_are_refused(api: Call, people: People) -> None:
    client = api(people.student)
    session = await begin(client)
    address = f"{SESSIONS}/{session['id']}/messages"
    for content in ("", "  ", "x" * 2001, "a\0b", None):
        problem(await client.post(address, json={"content": content}), 422, "request_invalid")
    assert (await client.get(address)).json()["items"] == []


async def test_invalid_titles_are_refused(api: Call, people: People) -> None:
    client = api(people.student)
    session = await begin(client)
    for title in ("", "x" * 501, "a\0b", None):
        problem(await client.patch(f"{SESSIONS}/{session['id']}", json={"title": title}), 422, "request_invalid")
