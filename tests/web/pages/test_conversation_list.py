"""The list of conversations."""

from chronos.app import App
from chronos.model import VideoId
from tests.web.conftest import Call, People
from tests.web.pages.test_conversation_ask import APERTURE
from tests.web.pages.test_conversation_show import a_talk
from tests.web.pages.test_home_show import a_course


async def test_without_any_it_says_what_to_do(browse: Call, people: People) -> None:
    page = (await browse(people.student).get("/chat")).text
    assert "Your questions and their answers stay here" in page
    assert 'action="/chat" method="post" data-chat' in page
    assert 'aria-current="page">Ask' in page


async def test_they_are_listed_and_found_by_their_words(
    app: App, browse: Call, people: People, lecture: VideoId
) -> None:
    session, other = await a_talk(app, people, APERTURE), await a_talk(app, people, "Who won the world cup?")
    client = browse(people.student)
    page = (await client.get("/chat")).text
    assert page.index(str(other)) < page.index(str(session))
    found = (await client.get("/chat?q=SMALLER+hole")).text
    assert str(session) in found
    assert str(other) not in found
    assert "No conversation has these words" in (await client.get("/chat?q=zebra")).text
    assert str(session) not in (await browse(people.stranger).get("/chat")).text


async def test_older_ones_are_on_the_next_page(app: App, browse: Call, people: People) -> None:
    sessions = [await a_talk(app, people) for _ in range(31)]
    client = browse(people.student)
    page = (await client.get("/chat")).text
    older = page.partition('href="/chat?cursor=')[2].partition('"')[0]
    assert str(sessions[0]) not in page
    rest = (await client.get(f"/chat?cursor={older}")).text
    assert str(sessions[0]) in rest
    assert "Older conversations" not in rest


async def test_a_new_one_may_be_about_a_course(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    course = await a_course(app, people, lecture, lecture)
    page = (await browse(people.student).get(f"/chat?course={course}")).text
    assert f'<input type="hidden" name="course" value="{course}">' in page
    assert "About “Light &amp; shadow”" in page


async def test_staff_are_sent_to_the_library(browse: Call, people: People) -> None:
    sent = await browse(people.creator).get("/chat")
    assert (sent.status_code, sent.headers["location"]) == (303, "/")
    assert 'href="/chat"' not in (await browse(people.creator).get("/")).text
    assert 'href="/chat"' in (await browse(people.student).get("/")).text
