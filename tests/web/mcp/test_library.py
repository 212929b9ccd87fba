"""Lists of videos and courses."""

from uuid import UUID, uuid4

import pytest

from chronos.app import App
from chronos.errors import NotFound
from chronos.web.mcp.library import (
    CoursesRequest,
    VideosAnswer,
    VideosRequest,
    list_courses,
    list_videos,
    word_courses,
    word_videos,
)
from tests.factories import a_video
from tests.web.conftest import Call, People


async def a_course(app: App, api: Call, people: People) -> UUID:
    """A published course: two modules of two lessons."""
    creator = api(people.creator)
    course = (await creator.post("/api/v1/courses", json={"title": "Light"})).json()["id"]
    for title in ("One", "Two"):
        ids = []
        for part in "ab":
            async with app.db.as_service("test") as tx:  # each of a time of its own
                ids.append(str(await a_video(tx, people.creator_id, title=f"{title}{part}")))
        module = {"title": title, "video_ids": ids}
        assert (await creator.post(f"/api/v1/courses/{course}/modules", json=module)).status_code == 201
    assert (await creator.patch(f"/api/v1/courses/{course}", json={"is_published": True})).status_code == 200
    return UUID(course)


async def pages(app: App, people: People, course: UUID | None) -> list[VideosAnswer]:
    read: list[VideosAnswer] = []
    while not read or read[-1].next_cursor is not None:
        cursor = read[-1].next_cursor if read else None
        wanted = VideosRequest(course_id=course, cursor=cursor, limit=3)
        read.append(await list_videos(wanted, app, people.student))
    return read


async def test_lessons_come_in_order_and_the_library_newest_first(app: App, api: Call, people: People) -> None:
    course = await a_course(app, api, people)
    lessons = await pages(app, people, course)
    assert [[(each.module, each.title) for each in page.videos] for page in lessons] == [
        [("One", "Onea"), ("One", "Oneb"), ("Two", "Twoa")],
        [("Two", "Twob")],
    ]
    library = await pages(app, people, None)
    assert [[each.title for each in page.videos] for page in library] == [["Twob", "Twoa", "Oneb"], ["Onea"]]
    assert f"cursor {library[0].next_cursor}" in word_videos(library[0])
    first = lessons[0].videos[0]
    assert word_videos(lessons[0]).splitlines()[:2] == [f"- Onea, 1:00, One (id {first.id})", f"  {first.url}"]


async def test_removed_things_are_not_found(app: App, api: Call, people: People) -> None:
    course = await a_course(app, api, people)
    for wanted in (VideosRequest(course_id=uuid4()), VideosRequest(cursor=uuid4())):
        with pytest.raises(NotFound):
            await list_videos(wanted, app, people.student)
    with pytest.raises(NotFound):
        await list_videos(VideosRequest(course_id=course, cursor=uuid4()), app, people.student)
    with pytest.raises(NotFound):
        await list_videos(VideosRequest(course_id=course), app, people.stranger)


async def test_a_course_resumes_at_its_next_lesson(app: App, api: Call, people: People) -> None:
    course = await a_course(app, api, people)
    [listed] = (await list_courses(CoursesRequest(), app, people.student)).courses
    [lesson, *_] = (await list_videos(VideosRequest(course_id=course), app, people.student)).videos
    assert (listed.title, listed.lessons, listed.percent, listed.resume_url) == ("Light", 4, 0, f"{lesson.url}?t=0")
    told = word_courses(await list_courses(CoursesRequest(), app, people.student))
    assert told.splitlines() == [f"- Light: 4 lessons, 0% done (id {course})", f"  Resume: {lesson.url}?t=0"]
    assert (await list_courses(CoursesRequest(), app, people.creator)).courses[0].resume_url is None
    assert word_courses(await list_courses(CoursesRequest(), app, people.stranger)) == "There are no courses here."
