"""A student's home."""

import re
from uuid import uuid4

import pytest

from chronos import chat
from chronos.app import App
from chronos.courses import Beat, CourseChange, NewModule, Segment, add_course, add_module, change_course, record_beat
from chronos.model import VideoId
from tests.factories import a_video
from tests.web.conftest import Call, People


async def page_of(browse: Call, people: People) -> str:
    response = await browse(people.student).get("/")
    assert response.status_code == 200, response.text
    return response.text


async def a_course(app: App, people: People, *videos: VideoId) -> str:
    """Add a published course of these videos, the last in a module that opens in ten days."""
    async with app.db.acting_as(people.creator) as tx:
        course = (await add_course(tx, people.creator, "Light & shadow")).summary.id
        await add_module(tx, people.creator, course, NewModule("First", video_ids=list(videos[:-1])))
        last = await add_module(tx, people.creator, course, NewModule("Second", video_ids=[videos[-1]]))
        await change_course(tx, people.creator, course, CourseChange(is_published=True))
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update course_modules set opens_at = now() + interval '10 days' where id = %(id)s", {"id": last}
        )
    return str(course)


async def watch(app: App, people: People, video: VideoId, seconds: float) -> None:
    session = uuid4()
    for number, parts in enumerate(([], [Segment(0, seconds)])):
        async with app.db.as_service("test") as tx:
            await tx.execute("update private.watch_budgets set seconds = 600")
        async with app.db.acting_as(people.student) as tx:
            await record_beat(tx, people.student, video, Beat(session, number, parts, seconds))


async def test_an_empty_school_says_what_happens_next(browse: Call, people: People) -> None:
    page = await page_of(browse, people)
    assert "nothing to watch yet" in page
    assert 'name="question"' not in page


async def test_videos_without_a_course_are_listed(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        await a_video(tx, people.creator_id, title="Alone")
    page = await page_of(browse, people)
    assert ">Alone</a>" in page
    assert "What would you like to learn today?" in page
    assert "Ask a question above" in page


async def test_courses_show_progress_and_the_next_lesson(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        one, two, three = [await a_video(tx, people.creator_id, title=f"Part {n}") for n in (1, 2, 3)]
    course = await a_course(app, people, one, two, three)
    page = await page_of(browse, people)
    assert f'href="/courses/{course}">Light &amp; shadow</a>' in page
    assert "Next: Part 1" in page
    assert "Not begun" in page
    assert 'class="cover" data-tone=' in page
    assert "Locked until then" in page
    assert "Part 3" not in page
    await watch(app, people, one, 60)
    await watch(app, people, two, 20)
    page = await page_of(browse, people)
    assert "1 of 3 lessons" in page
    assert 'max="100" value="44"' in page
    assert "Next: Part 2, from 0:20" in page
    assert f'href="/videos/{two}?course={course}&amp;t=20"' in page
    assert "1 minute left" in page
    assert ">Resume at 0:20</a>" in page


async def test_one_resumes_with_poster_and_sentence(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    await watch(app, people, lecture, 30)
    page = await page_of(browse, people)
    assert re.search(rf'<img src="/videos/{lecture}/poster\?v=\w+" alt="" width="854"', page)
    assert '<progress value="30" max="12' in page
    said = re.search(r"<q>(.+?)</q>", page)
    assert said
    assert "2 minutes left" in page


async def test_new_lessons_are_those_since_the_last_visit(app: App, browse: Call, people: People) -> None:
    client = browse(people.student)
    async with app.db.as_service("test") as tx:
        old = await a_video(tx, people.creator_id, title="Old one")
        new = await a_video(tx, people.creator_id, title="New one")
        locked = await a_video(tx, people.creator_id, title="Locked one")
        await tx.execute("update videos set created_at = now() - interval '1 hour'")
        await tx.execute("update videos set created_at = now() - interval '20 days' where id = %(id)s", {"id": old})
    await a_course(app, people, old, new, locked)
    news = (await client.get("/")).text.partition("New lessons")[2]
    assert "New one" in news
    assert "Old one" not in news
    kept = client.cookies["chronos_visit"]
    client.cookies.delete("chronos_visit")
    client.cookies.set("chronos_visit", f"{kept.partition('.')[2]}.{kept.partition('.')[2]}")
    page = (await client.get("/")).text
    assert "New one" not in page.partition("New lessons")[2]
    async with app.db.as_service("test") as tx:
        await tx.execute("update course_modules set opens_at = null")
    client.cookies.delete("chronos_visit")
    client.cookies.set("chronos_visit", f"{kept.partition('.')[2]}.{kept.partition('.')[2]}")
    assert "Nothing new since your last visit" in (await client.get("/")).text


async def test_the_last_questions_are_shown_with_where_they_are_answered(
    app: App, browse: Call, people: People, lecture: VideoId
) -> None:
    async with app.db.acting_as(people.student) as tx:
        session = (await chat.create_session(tx, people.student)).id
    for question in ("Why is f/16 a smaller hole than f/2?", "Who won the world cup of 1998?"):
        await chat.post_message(app.db, app.answerer, people.student, session, question)
    page = await page_of(browse, people)
    assert page.index("Who won the world cup") < page.index("a smaller hole")
    assert "Not covered in the videos" in page
    assert re.search(rf'class="cite" href="/videos/{lecture}\?t=[\d.]+"', page)


@pytest.mark.parametrize("path", ["/", "/videos"])
async def test_staff_keep_the_library(browse: Call, people: People, path: str) -> None:
    page = (await browse(people.creator).get(path)).text
    assert "Your library is empty" in page
    assert "multipart/form-data" in page
