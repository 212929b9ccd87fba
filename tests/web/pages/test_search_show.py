"""Search over everything."""

from uuid import uuid4

from chronos import courses
from chronos.app import App
from chronos.model import VideoId
from tests.factories import a_video
from tests.web.conftest import Call, People
from tests.web.pages.test_home_show import a_course


async def test_moments_titles_and_notes_stand_in_one_list(
    app: App, browse: Call, people: People, lecture: VideoId
) -> None:
    async with app.db.acting_as(people.student) as tx:
        await courses.add_note(tx, people.student, lecture, 12.5, "Ask about the aperture <of my lens>")
    page = (await browse(people.student).get("/search?q=aperture")).text
    assert f'<a href="/videos/{lecture}"><mark>Aperture</mark>: how wide' in page
    assert "<mark>aperture</mark>" in page
    assert "Your note" in page
    assert f'href="/videos/{lecture}?t=12.5"' in page
    assert "&lt;of my lens&gt;" in page
    foreign = (await browse(people.stranger).get("/search?q=aperture")).text
    assert "Nothing has these words" in foreign


async def test_a_course_filters(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    async with app.db.as_service("test") as tx:
        other = await a_video(tx, people.creator_id, title="Aperture again")
        another = await a_video(tx, people.creator_id, title="Portraits")
    course = await a_course(app, people, other, another)
    client = browse(people.student)
    everywhere = (await client.get("/search?q=aperture")).text
    assert str(lecture) in everywhere
    assert str(other) in everywhere
    within = (await client.get(f"/search?q=aperture&course={course}")).text
    assert str(other) in within
    assert str(lecture) not in within
    assert f'value="{course}" selected' in within
    assert "Nothing in this course" in (await client.get(f"/search?q=zebra&course={course}")).text
    assert (await client.get(f"/search?q=x&course={uuid4()}")).status_code == 404
    assert str(lecture) in (await client.get("/search?q=aperture&course=")).text


async def test_meaning_helps_where_the_words_are_not_spoken(browse: Call, people: People, lecture: VideoId) -> None:
    page = (await browse(people.student).get("/search?q=photographers")).text
    assert "close in meaning" in page or "<mark>" in page
    near = (await browse(people.student).get("/search?q=blurry+backdrop")).text
    assert "close in meaning" in near
    assert f"/videos/{lecture}?t=" in near


async def test_without_words_it_explains_itself(browse: Call, people: People) -> None:
    client = browse(people.student)
    assert "Find what is said" in (await client.get("/search")).text
    assert "Find what is said" in (await client.get("/search?q=+")).text
    assert "Nothing has these words" in (await client.get("/search?q=zebra")).text
    assert 'action="/search"' in (await client.get("/")).text
