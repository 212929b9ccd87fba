"""Lessons that a student marks as done."""

from chronos.app import App
from chronos.model import VideoId
from tests.web.conftest import Call, People


async def allow(app: App) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute("update creators set settings = settings || '{\"students_may_mark_done\": true}'")


async def test_a_lesson_is_marked_and_the_mark_taken_back(
    app: App, browse: Call, people: People, lecture: VideoId
) -> None:
    client, path = browse(people.student), f"/videos/{lecture}/done"
    assert "data-done" not in (await client.get(f"/videos/{lecture}")).text
    assert (await client.post(path, data={"is_done": "true"})).status_code == 403
    await allow(app)
    assert "Mark as done" in (await client.get(f"/videos/{lecture}")).text
    marked = await client.post(path, data={"is_done": "true"})
    assert (marked.status_code, marked.headers["location"]) == (303, f"/videos/{lecture}")
    page = (await client.get(f"/videos/{lecture}")).text
    assert '<span class="st good">Done</span>' in page
    assert "Not done yet" in page
    await client.post(path, data={"is_done": "false"})
    assert "Mark as done" in (await client.get(f"/videos/{lecture}")).text


async def test_others_are_refused(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    await allow(app)
    path, form = f"/videos/{lecture}/done", {"is_done": "true"}
    assert (await browse(people.stranger).post(path, data=form)).status_code == 404
    assert (await browse(people.creator).post(path, data=form)).status_code == 403
    foreign = await browse(people.student).post(path, data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert "data-done" not in (await browse(people.creator).get(f"/videos/{lecture}")).text


async def test_the_address_keeps_the_course(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    await allow(app)
    course = "7f0c6f0e-6d57-4a4e-9d3c-3c2f2a0b8a11"
    form = {"is_done": "true", "course": course}
    marked = await browse(people.student).post(f"/videos/{lecture}/done", data=form)
    assert marked.headers["location"] == f"/videos/{lecture}?course={course}"
