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


async def test_video_goes_into_the_bin_and_back(app: App, api: Call, people: People, film: bytes) -> None:
    client = api(people.creator)
    video = (await client.post(VIDEOS, files={"file": ("talk.mp4", film)})).json()["id"]
    address = f"{VIDEOS}/{video}"
    for way in ("bin", "restore"):
        problem(await api(people.student).post(f"{address}/{way}"), 403, "creators_only")
        problem(await api(people.other_creator).post(f"{address}/{way}"), 404, "video_not_found")
    response = await client.post(f"{address}/bin")
    assert response.status_code == 200, response.text
    binned = response.json()
    assert (binned["id"], binned["title"], binned["file_size_bytes"]) == (video, "talk", len(film))
    problem(await client.get(address), 404, "video_not_found")
    assert (await client.get(VIDEOS)).json()["items"] == []
    assert (await client.get(f"{VIDEOS}/bin")).json() == {"items": [binned]}
    problem(await api(people.student).get(f"{VIDEOS}/bin"), 403, "creators_only")
    again = await client.post(VIDEOS, files={"file": ("talk.mp4", film)})
    problem(await client.post(f"{address}/restore"), 409, "video_added_again")
    await client.delete(f"{VIDEOS}/{again.json()['id']}")
    restored = await client.post(f"{address}/restore")
    assert restored.status_code == 200, restored.text
    assert (restored.json()["id"], (await client.get(f"{VIDEOS}/bin")).json()) == (video, {"items": []})
    await client.post(f"{address}/bin")
    assert (await client.delete(address)).json()["bytes_freed"] == len(film)  # also out of the bin
