"""Changes of a video from its page in the studio."""

from chronos.app import App
from chronos.model import VideoId
from chronos.videos import get_video
from tests.factories import a_video
from tests.web.conftest import Call, People
from tests.web.course import captions_of
from tests.web.pages.studio.conftest import Built, expect_editors_only, follow, said


async def test_words_and_visibility_are_changed(app: App, browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    address = f"/studio/videos/{built.videos[0]}"
    form = {"title": "A new title", "description": "Words"}
    await expect_editors_only(browse, built.people, f"{address}/details", form)
    assert said(await follow(ada, await ada.post(f"{address}/details", data=form))) == "Saved."
    await follow(ada, await ada.post(f"{address}/visibility", data={"visibility": "courses"}))
    async with app.db.acting_as(built.people.creator) as tx:
        video = await get_video(tx, built.videos[0])
    assert (video.title, video.description, video.is_in_library) == ("A new title", "Words", False)
    refused = await ada.post(f"{address}/details", data={"title": " ", "description": "Kept words"})
    assert refused.status_code == 422
    assert "Kept words" in refused.text


async def test_failed_video_is_retried_and_another_is_not(app: App, browse: Call, built: Built) -> None:
    async with app.db.as_service("test") as tx:
        failed = await a_video(tx, built.people.creator_id, status="failed")
    ada = browse(built.people.creator)
    await expect_editors_only(browse, built.people, f"/studio/videos/{failed}/retry", {})
    page = await follow(ada, await ada.post(f"/studio/videos/{failed}/retry"))
    assert said(page) == "The video is processed again."
    refused = await ada.post(f"/studio/videos/{built.videos[0]}/retry")
    assert refused.status_code == 409
    assert "only a failed one can be tried again" in said(refused.text)


async def test_captions_are_replaced_and_a_poster_out_of_range_is_refused(
    browse: Call, people: People, lecture: VideoId
) -> None:
    ada = browse(people.creator)
    address = f"/studio/videos/{lecture}"
    captions = {"captions": ("new.vtt", captions_of(0).encode(), "text/vtt")}
    page = await follow(ada, await ada.post(f"{address}/captions", files=captions))
    assert said(page).startswith("The captions were replaced.")
    empty = await ada.post(f"{address}/captions", files={"captions": ("", b"", "text/vtt")})
    assert empty.status_code == 422
    assert said(empty.text) == "Choose a caption file first."
    poster = await ada.post(f"{address}/poster", files={"at_seconds": (None, "99999")})
    assert poster.status_code == 422
    assert said(poster.text)
