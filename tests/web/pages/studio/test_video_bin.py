"""The bin of the studio."""

import re

from chronos.app import App
from tests.factories import a_video
from tests.web.conftest import Call
from tests.web.pages.studio.conftest import Built, expect_editors_only, follow, said


async def test_video_goes_into_the_bin_and_undo_brings_it_back(browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    video = built.videos[0]
    address = f"/studio/videos/{video}"
    assert "It leaves these courses: Light." in (await ada.get(address)).text
    await expect_editors_only(browse, built.people, f"{address}/bin", {})
    page = await follow(ada, await ada.post(f"{address}/bin"))
    assert said(page) == "Moved to the bin. Undo"
    assert (await ada.get(address)).status_code == 404
    assert await built.order() == [("One", [1]), ("Two", [2])]
    listed = (await ada.get("/studio/videos/bin")).text
    assert "Part 1" in listed
    [undo] = re.findall(r'<form class="toast" action="([^"]*)" method="post">', page)
    await expect_editors_only(browse, built.people, undo, {})
    assert said(await follow(ada, await ada.post(undo))).startswith("The video is back")
    assert await built.order() == [("One", [0, 1]), ("Two", [2])]
    assert "The bin is empty." in (await ada.get("/studio/videos/bin")).text


async def test_video_is_removed_for_good_from_the_bin(browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    address = f"/studio/videos/{built.videos[0]}"
    await ada.post(f"{address}/bin")
    await expect_editors_only(browse, built.people, f"{address}/remove", {})
    assert said(await follow(ada, await ada.post(f"{address}/remove"))) == "The video was removed for good."
    assert (await ada.post(f"{address}/restore")).status_code == 404


async def test_a_full_plan_says_why_it_stays(app: App, browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    address = f"/studio/videos/{built.videos[0]}"
    await ada.post(f"{address}/bin")
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "insert into private.limit_overrides (creator_id, videos) values (%(id)s, 2)",
            {"id": built.people.creator_id},
        )
    refused = await ada.post(f"{address}/restore")
    assert refused.status_code == 413
    assert "The plan has room for 2 videos" in said(refused.text)
    assert "Part 1" in refused.text


async def test_bin_is_for_staff(app: App, browse: Call, built: Built) -> None:
    async with app.db.as_service("test") as tx:
        await a_video(tx, built.people.creator_id)
    assert (await browse(built.people.student).get("/studio/videos/bin")).status_code == 403
