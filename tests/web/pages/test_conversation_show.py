"""The page of a conversation."""

from uuid import uuid4

from chronos import chat, members
from chronos.app import App
from chronos.model import SessionId, VideoId
from tests.web.conftest import Call, People
from tests.web.pages.test_conversation_ask import APERTURE


async def a_talk(app: App, people: People, *questions: str) -> SessionId:
    async with app.db.acting_as(people.student) as tx:
        session = (await chat.create_session(tx, people.student)).id
    for question in questions:
        await chat.post_message(app.db, app.answerer, people.student, session, question)
    return session


async def test_quotes_and_refusals_are_shown_with_where_they_are_said(
    app: App, browse: Call, people: People, lecture: VideoId
) -> None:
    session = await a_talk(app, people, APERTURE, "Who won the world cup of 1998?")
    page = (await browse(people.student).get(f"/chat/{session}")).text
    assert "What the videos say" in page
    assert f'<a class="t" href="/videos/{lecture}?t=' in page
    assert "The closest moments" in page
    assert "Cited in this conversation" in page
    assert f'aria-current="page">{APERTURE}' in page  # its title, in the list beside it
    assert f'action="/chat/{session}" method="post" data-chat' in page


async def test_marks_of_a_worded_answer_play(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    session = await a_talk(app, people, APERTURE)
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update chat_messages set content = 'It is <small> [1].', output_tokens = 5 where role = 'assistant'"
        )
    page = (await browse(people.student).get(f"/chat/{session}")).text
    assert "It is &lt;small&gt; <a" in " ".join(page.split())
    assert f'class="cite" href="/videos/{lecture}?t=' in page


async def test_an_answer_is_withheld_with_its_video(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    session = await a_talk(app, people, APERTURE)
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set is_published = false")
    page = (await browse(people.student).get(f"/chat/{session}")).text
    assert chat.WITHHELD in page
    assert f"/videos/{lecture}" not in page


async def test_staff_read_and_write_nothing(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    session = await a_talk(app, people, APERTURE)
    page = (await browse(people.creator).get(f"/chat/{session}")).text
    assert APERTURE in page
    assert "<textarea" not in page
    assert "/remove" not in page
    async with app.db.acting_as(people.student) as tx:
        [reading] = await members.list_readings(tx, people.student, None, 10)
    assert reading.session_id == session
    for other in (people.stranger, people.other_creator):
        assert (await browse(other).get(f"/chat/{session}")).status_code == 404
    assert (await browse(people.student).get(f"/chat/{uuid4()}")).status_code == 404
