"""The list of courses."""

from chronos.app import App
from tests.factories import a_video
from tests.web.conftest import Call, People
from tests.web.pages.test_home_show import a_course


async def test_without_courses_it_says_what_to_do(browse: Call, people: People) -> None:
    page = (await browse(people.student).get("/courses")).text
    assert "There is no course yet." in page
    assert 'href="/videos"' in page
    assert "There is no course yet." in (await browse(people.creator).get("/courses")).text


async def test_courses_are_listed(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        one, two = [await a_video(tx, people.creator_id, title=f"Part {n}") for n in (1, 2)]
    course = await a_course(app, people, one, two)
    page = (await browse(people.student).get("/courses")).text
    assert f'href="/courses/{course}">Light &amp; shadow</a>' in page
    assert "Not begun" in page
    assert 'aria-current="page">Courses' in page
    assert "Not begun" not in (await browse(people.creator).get("/courses")).text
    assert course not in (await browse(people.stranger).get("/courses")).text
