"""Removal of a video over HTTP."""

from chronos.app import App
from tests.web.api.test_videos import CAPTIONS, VIDEOS
from tests.web.conftest import Call, People, problem


async def test_video_is_removed(app: App, api: Call, people: People, film: bytes) -> None:
    client = api(people.creator)
    added = await client.post(VIDEOS, files={"file": ("talk.mp4", film), "captions": ("talk.vtt", CAPTIONS.encode())})
    video = added.json()["id"]
    address = f"{VIDEOS}/{video}"
    problem(await api(people.student).delete(address), 403, "creators_only")
    problem(await api(people.other_creator).delete(address), 404, "video_not_found")
    response = await client.delete(address)
    assert response.status_code == 200, response.text
    receipt = response.json()
    assert (receipt["video_id"], receipt["title"], receipt["captions"], receipt["jobs"]) == (video, "talk", True, 1)
    folder = f"{people.creator.creator_id}/{video}"
    assert [(one["bucket"], one["name"]) for one in receipt["objects"]] == [
        ("videos", f"{folder}/captions.vtt"),
        ("videos", f"{folder}/source.mp4"),
    ]
    assert receipt["bytes_freed"] == sum(one["size_bytes"] for one in receipt["objects"]) > len(film)
    assert receipt["waiting"] == []
    for method in ("GET", "DELETE", "PATCH"):
        problem(await client.request(method, address, json={}), 404, "video_not_found")
    assert [path for path in (app.settings.home / "storage").rglob("*") if path.is_file()] == []
    again = await client.post(VIDEOS, files={"file": ("talk.mp4", film)})
    assert again.status_code == 201  # the file is not in the library any more
