"""Choosing videos of the library as lessons."""

import re

from tests.factories import a_video
from tests.web.conftest import Call
from tests.web.pages.studio.conftest import Built, expect_editors_only, follow, said


async def test_videos_of_the_library_become_lessons(browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    async with built.app.db.as_service("test") as tx:
        more = await a_video(tx, built.people.creator_id, title="The Zebra")
    address = f"{built.address}/modules/{built.two}/lessons"
    page = (await ada.get(address)).text
    assert re.findall(r'value="([^"]+)" checked disabled', page) == [str(built.videos[2])]
    found = (await ada.get(address, params={"q": "zebra"})).text
    assert re.findall(r'name="video" value="([^"]+)"', found) == [str(more)]
    assert "No title contains these words." in (await ada.get(address, params={"q": "giraffe"})).text
    form = {"version": await built.version(), "video": [str(more), str(built.videos[2]), str(built.videos[0])]}
    await expect_editors_only(browse, built.people, address, form)  # type: ignore[arg-type]
    assert said(await follow(ada, await ada.post(address, data=form))) == "The lessons were added."
    course = await built.read()
    assert list(course.modules[1].video_ids) == [built.videos[2], more, built.videos[0]]
    assert (await ada.post(address, data=form)).status_code == 409
