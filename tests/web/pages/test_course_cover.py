"""The cover of a course."""

from uuid import uuid4

from chronos.app import App
from chronos.model import VideoId
from tests.web.conftest import Call, People
from tests.web.pages.test_home_show import a_course


async def test_a_chosen_cover_is_served_to_those_who_see_the_course(
    app: App, browse: Call, people: People, lecture: VideoId
) -> None:
    course = await a_course(app, people, lecture, lecture)
    assert (await browse(people.student).get(f"/courses/{course}/cover")).status_code == 404
    async with app.db.as_service("test") as tx:
        await tx.execute("update courses set thumbnail_path = (select thumbnail_path from videos limit 1)")
    page = (await browse(people.student).get("/")).text
    address = page.partition(f'src="/courses/{course}/cover')[2].partition('"')[0]
    served = await browse(people.student).get(f"/courses/{course}/cover{address}")
    assert (served.status_code, served.headers["content-type"]) == (200, "image/webp")
    assert "immutable" in served.headers["cache-control"]
    assert (await browse(people.stranger).get(f"/courses/{course}/cover")).status_code == 404
    assert (await browse(people.student).get(f"/courses/{uuid4()}/cover")).status_code == 404
