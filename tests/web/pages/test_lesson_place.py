"""Where a video stands in its course."""

from uuid import uuid4

from chronos.app import App
from chronos.courses import CourseChange, NewModule, add_course, add_module, change_course
from chronos.model import VideoId
from tests.factories import a_video
from tests.web.conftest import Call, People


async def test_a_lesson_names_its_course_and_the_next_one(
    app: App, browse: Call, people: People, lecture: VideoId
) -> None:
    async with app.db.as_service("test") as tx:
        first, busy, last = [
            await a_video(tx, people.creator_id, title=f"Lesson {name}", status=status)
            for name, status in (("A", "completed"), ("B", "pending"), ("C", "completed"))
        ]
        loose = await a_video(tx, people.creator_id, title="Loose")
    async with app.db.acting_as(people.creator) as tx:
        course = (await add_course(tx, people.creator, "Exposure <1>", None)).summary.id
        for title, videos in (("One", [first, lecture, busy]), ("Two", [last])):
            await add_module(tx, people.creator, course, NewModule(title, video_ids=videos))
        await change_course(tx, people.creator, course, CourseChange(is_published=True))
    client = browse(people.student)
    page = (await client.get(f"/videos/{lecture}?course={course}")).text
    assert f'<a href="/courses/{course}">Exposure &lt;1&gt;</a>' in page
    assert "Lesson 2 of 3" in page
    assert f'href="/videos/{last}?course={course}" hidden' in page  # students do not see the one that is not ready
    assert f'<a href="/videos/{lecture}?course={course}' in (await client.get(f"/courses/{course}")).text
    at_the_end = (await client.get(f"/videos/{last}?course={course}")).text
    assert "Lesson 3 of 3" in at_the_end
    assert "Next lesson" not in at_the_end
    for video, other in ((loose, course), (lecture, uuid4())):
        elsewhere = await client.get(f"/videos/{video}?course={other}")
        assert elsewhere.status_code == 200
        assert "All lessons" not in elsewhere.text
