"""Asking in a conversation: as a form, and as a stream."""

import json
import re
from uuid import UUID, uuid4

from chronos import chat
from chronos.app import App
from chronos.model import VideoId
from tests.web.conftest import Call, People, problem
from tests.web.pages.test_home_show import a_course

APERTURE = "Why is f/16 a smaller hole than f/2?"
STREAM = {"Accept": "text/event-stream, application/problem+json;q=0.9"}


async def test_a_form_begins_a_conversation_and_follows_up(browse: Call, people: People, lecture: VideoId) -> None:
    client = browse(people.student)
    begun = await client.post("/chat", data={"question": APERTURE})
    assert begun.status_code == 303
    address = begun.headers["location"]
    assert re.fullmatch(r"/chat/[0-9a-f-]{36}#m-[0-9a-f-]{36}", address)
    page = (await client.get(address)).text
    assert f'id="{address.partition("#")[2]}"' in page
    assert '<h2 class="ask-q">Why is f/16 a smaller hole than f/2?</h2>' in page
    assert f'data-video="{lecture}"' in page
    followed = await client.post(address.partition("#")[0], data={"question": "and <why>?"})
    page = (await client.get(followed.headers["location"])).text
    assert page.count('<article class="qa" id=') == 2
    assert "and &lt;why&gt;?" in page


async def test_a_stream_says_the_address_of_its_conversation(browse: Call, people: People, lecture: VideoId) -> None:
    client = browse(people.student)
    streamed = await client.post("/chat", data={"question": APERTURE}, headers=STREAM)
    assert streamed.headers["content-type"].startswith("text/event-stream")
    address = streamed.headers["content-location"]
    names = re.findall(r"^event: (\w+)$", streamed.text, re.MULTILINE)
    assert (names[0], names[-1]) == ("sources", "done")
    done = json.loads(streamed.text.rpartition("data: ")[2].strip())
    assert f'id="m-{done["message"]["id"]}"' in (await client.get(address)).text
    stopped = await client.post(f"{address}/{done['message']['id']}/stop")
    assert (stopped.status_code, stopped.headers["location"]) == (303, address)


async def test_a_conversation_is_about_a_course_or_a_second(
    app: App, browse: Call, people: People, lecture: VideoId
) -> None:
    client = browse(people.student)
    course = await a_course(app, people, lecture, lecture)
    for scope, about in (
        ({"course": course}, "about “Light &amp; shadow”"),
        ({"video": str(lecture), "at": "30.5"}, "about “Aperture: how wide the lens opens”"),
    ):
        asked = await client.post("/chat", data={"question": APERTURE, **scope})
        assert about in (await client.get(asked.headers["location"])).text
    async with app.db.acting_as(people.student) as tx:
        newest, _ = await chat.list_sessions(tx)
    assert (newest.context_video_ids, newest.context_at_seconds) == ([lecture], 30.5)


async def test_a_refused_question_leaves_no_conversation(app: App, browse: Call, people: People) -> None:
    client = browse(people.student)
    assert (await client.post("/chat", data={"question": "  "})).status_code == 422
    assert "text/html" in (await client.post("/chat", data={})).headers["content-type"]
    assert (await client.post("/chat", data={"question": "why?", "course": str(uuid4())})).status_code == 404
    problem(await client.post("/chat", data={"question": "x" * 2001}, headers=STREAM), 422, "query_too_long")
    async with app.db.acting_as(people.student) as tx:
        assert await chat.list_sessions(tx) == []


async def test_a_question_is_answered_again(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    client = browse(people.student)
    address = (await client.post("/chat", data={"question": APERTURE})).headers["location"].partition("#")[0]
    async with app.db.as_service("test") as tx:
        await tx.execute("delete from chat_messages where role = 'assistant'")
    page = (await client.get(address)).text
    assert "no answer yet" in page
    [again] = re.findall(rf'action="({address}/[0-9a-f-]+/again)"', page)
    page = (await client.get((await client.post(again)).headers["location"])).text
    assert "no answer yet" not in page
    assert 'aria-label="Sources"' in page


async def test_only_students_ask_and_only_in_their_own(browse: Call, people: People, lecture: VideoId) -> None:
    assert (await browse(people.creator).post("/chat", data={"question": APERTURE})).status_code == 403
    student = browse(people.student)
    address = (await student.post("/chat", data={"question": APERTURE})).headers["location"].partition("#")[0]
    assert (await browse(people.stranger).post(address, data={"question": APERTURE})).status_code == 404
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert (await student.post("/chat", data={"question": APERTURE}, headers=foreign)).status_code == 403


async def test_the_scope_chooses_among_what_the_form_names(
    app: App, browse: Call, people: People, lecture: VideoId
) -> None:
    client = browse(people.student)
    course = await a_course(app, people, lecture, lecture)
    form = {"question": APERTURE, "video": str(lecture), "at": "30.5", "course": str(course)}
    for scope, found in (
        ("video", ([lecture], None, None)),
        ("second", ([lecture], None, 30.5)),
        ("course", (None, UUID(str(course)), None)),
        ("everything", (None, None, None)),
    ):
        assert (await client.post("/chat", data=form | {"scope": scope})).status_code == 303
        async with app.db.acting_as(people.student) as tx:
            newest = (await chat.list_sessions(tx))[0]
        assert (newest.context_video_ids, newest.context_course_id, newest.context_at_seconds) == found, scope
    assert (await client.post("/chat", data=form | {"scope": "other"})).status_code == 422
