"""Removal of a video from its page: it goes into the bin."""

from chronos.app import App
from tests.factories import a_video
from tests.web.conftest import Call, People


async def test_creator_puts_the_video_into_the_bin(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        video = await a_video(tx, people.creator_id)
    address = f"/videos/{video}"
    assert "/remove" not in (await browse(people.student).get(address)).text
    assert (await browse(people.student).post(f"{address}/remove")).status_code == 403
    assert (await browse(people.other_creator).post(f"{address}/remove")).status_code == 404
    client = browse(people.creator)
    assert f'action="{address}/remove"' in (await client.get(address)).text
    foreign = await client.post(f"{address}/remove", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    response = await client.post(f"{address}/remove")
    assert response.status_code == 303
    assert response.headers["location"] == f"/studio/videos?note=video_binned&undo={video}"
    assert (await client.get(address)).status_code == 404
