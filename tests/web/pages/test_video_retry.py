"""Retry of a failed video from its page."""

from chronos.app import App
from tests.factories import a_video
from tests.web.conftest import Call, People


async def test_failed_video_is_retried(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        video = await a_video(tx, people.creator_id, title="Broken", status="failed")
    client = browse(people.creator)
    page = (await client.get(f"/videos/{video}")).text
    assert "It broke." in page
    assert f'action="/videos/{video}/retry"' in page
    response = await client.post(f"/videos/{video}/retry")
    assert (response.status_code, response.headers["location"]) == (303, f"/videos/{video}")
    page = (await client.get(f"/videos/{video}")).text
    assert "data-busy" in page
    assert (await client.post(f"/videos/{video}/retry")).status_code == 409
