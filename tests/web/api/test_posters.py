"""The poster of a video is changed by a second, or by an image."""

import pytest

from chronos.model import VideoId
from tests.media import encoded, read_picture, stripes
from tests.web.conftest import Call, People, problem


async def test_second_becomes_the_poster(api: Call, people: People, lecture: VideoId) -> None:
    client = api(people.creator)
    before = (await client.get(f"/api/v1/videos/{lecture}")).json()["poster_url"]
    changed = await client.put(f"/api/v1/videos/{lecture}/poster", json={"at_seconds": 90})
    assert changed.status_code == 200
    after = changed.json()["poster_url"]
    assert after != before
    assert after.startswith(f"http://127.0.0.1:8000/videos/{lecture}/poster?v=")
    assert read_picture((await client.get(after)).content).shape == (480, 854, 3)


async def test_image_becomes_the_poster(api: Call, people: People, lecture: VideoId) -> None:
    client = api(people.creator)
    sent = {"file": ("cover.png", encoded(stripes(), "png"), "image/png")}
    changed = await client.put(f"/api/v1/videos/{lecture}/poster", files=sent)
    assert changed.status_code == 200
    picture = await api(people.student).get(changed.json()["poster_url"])
    assert (picture.headers["content-type"], read_picture(picture.content).shape) == ("image/webp", (180, 320, 3))


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"<svg/>", 415, "picture_unknown"),
        (encoded(stripes(), "png")[:50], 422, "picture_damaged"),
        (bytes(5 * 1024**2 + 1), 413, "too_large"),
        (bytes(9 * 1024**2), 413, "too_large"),
    ],
)
async def test_other_images_are_refused(
    api: Call, people: People, lecture: VideoId, content: bytes, status: int, code: str
) -> None:
    sent = {"file": ("cover.png", content, "image/png")}
    problem(await api(people.creator).put(f"/api/v1/videos/{lecture}/poster", files=sent), status, code)


async def test_other_bodies_are_refused(api: Call, people: People, lecture: VideoId) -> None:
    client, address = api(people.creator), f"/api/v1/videos/{lecture}/poster"
    for body in ({}, {"at_seconds": "90"}, {"at_seconds": -1}, {"at_seconds": True}, {"second": 1}):
        assert (await client.put(address, json=body)).status_code == 422
    problem(await client.put(address, json={"at_seconds": 5000}), 422, "second_outside")
    problem(await client.put(address, files={"other": ("a", b"b")}), 422, "form_invalid")
    problem(await client.put(address, files={"file": ("", b"")}), 422, "poster_unclear")


async def test_only_its_creator_may(api: Call, people: People, lecture: VideoId) -> None:
    address, body = f"/api/v1/videos/{lecture}/poster", {"at_seconds": 1}
    problem(await api(people.student).put(address, json=body), 403, "creators_only")
    problem(await api(people.other_creator).put(address, json=body), 404, "video_not_found")
    assert (await api(None).put(address, json=body)).status_code == 401


async def test_video_tells_its_pictures_and_whether_it_plays(api: Call, people: People, lecture: VideoId) -> None:
    for actor in (people.creator, people.student):
        video = (await api(actor).get(f"/api/v1/videos/{lecture}")).json()
        assert (video["plays_in_browsers"], video["playback_problem"]) == (True, None)
        assert video["storyboard_url"] == f"http://127.0.0.1:8000/videos/{lecture}/storyboard.vtt"
        [listed] = (await api(actor).get("/api/v1/videos")).json()["items"]
        assert {key: video[key] for key in listed} == listed
