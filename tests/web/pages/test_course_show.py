"""The page of a course."""

from uuid import UUID, uuid4

from chronos.app import App
from tests.factories import a_video
from tests.web.conftest import Call, People
from tests.web.pages.embedded import embedded
from tests.web.pages.test_home_show import a_course, watch


async def test_the_outline_shows_done_next_and_locked_lessons(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        one, two, three = [await a_video(tx, people.creator_id, title=f"Part <{n}>") for n in (1, 2, 3)]
    course = await a_course(app, people, one, two, three)
    client = browse(people.student)
    page = (await client.get(f"/courses/{course}")).text
    assert "Begin lesson 1" in page
    assert "0 of 3 done · 3:00 left" in page
    assert "Opens on" in page
    assert "Part &lt;3&gt;" not in page
    assert '<input type="hidden" name="course"' in page
    await watch(app, people, one, 60)
    await watch(app, people, two, 20)
    page = (await client.get(f"/courses/{course}")).text
    assert "Resume lesson 2" in page
    assert '<span class="unseen">Done</span>' in page
    assert f'<a href="/videos/{two}?course={course}&amp;t=20">Part &lt;2&gt;</a>' in page
    assert 'aria-current="step"' in page
    assert "1 of 2 done" in page  # of the open module
    assert 'aria-label="1 of 3 lessons"' in page
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update course_modules m set opens_at = null, requires_module_id = "
            "(select id from course_modules where title = 'First') where title = 'Second'"
        )
    assert "Opens after “First”" in (await client.get(f"/courses/{course}")).text


async def test_a_course_that_everyone_may_embed_names_its_frame(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        one, two = [await a_video(tx, people.creator_id, title=f"Part {n}") for n in (1, 2)]
    course = await a_course(app, people, one, two)
    assert "json+oembed" not in (await browse(people.student).get(f"/courses/{course}")).text
    for is_public in (True, False):
        await embedded(app, people.creator, course_id=UUID(course), is_public=is_public)
        page = (await browse(people.student).get(f"/courses/{course}")).text
        assert ("json+oembed" in page) == is_public


async def test_staff_see_the_outline_without_progress(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        one, two = [await a_video(tx, people.creator_id, title=f"Part {n}") for n in (1, 2)]
    course = await a_course(app, people, one, two)
    page = (await browse(people.creator).get(f"/courses/{course}")).text
    assert "Part 2" in page
    assert "done" not in page.partition("<main")[2]


async def test_a_course_of_another_school_is_not_found(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        one, two = [await a_video(tx, people.creator_id) for _ in (1, 2)]
    course = await a_course(app, people, one, two)
    assert (await browse(people.stranger).get(f"/courses/{course}")).status_code == 404
    assert (await browse(people.student).get(f"/courses/{uuid4()}")).status_code == 404
