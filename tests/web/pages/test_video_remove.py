"""Removal of a video from its page."""

import re

from chronos.app import App
from tests.factories import a_video
from tests.web.conftest import Call, People


async def test_creator_removes_the_video_after_confirming(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        video = await a_video(tx, people.creator_id)
    address = f"/videos/{video}"
    assert "/remove" not in (await browse(people.student).get(address)).text
    assert (await browse(people.student).post(f"{address}/remove")).status_code == 403
    assert (await browse(people.other_creator).post(f"{address}/remove")).status_code == 404
    client = browse(people.creator)
    page = (await client.get(address)).text
    # The button is not there before "Remove this video" was opened.
    assert re.search(
        rf'<details class="remove">.*<form action="{address}/remove" method="post">.*</details>', page, re.DOTALL
    )
    foreign = await client.post(f"{address}/remove", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    response = await client.post(f"{address}/remove")
    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert (await client.get(address)).status_code == 404
