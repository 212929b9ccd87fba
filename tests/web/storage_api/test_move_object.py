"""Objects as storage3 moves, copies and removes them."""

from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from storage3.exceptions import StorageApiError

from tests.web.storage_api.conftest import Site
from tests.web.storage_api.storage3_client import TYPE, AsClient, refused


def test_objects_are_moved_copied_and_removed(site: Site, storage3: AsClient) -> None:
    files = storage3(site.people.creator).from_("user-uploads")
    files.upload(site.own("one"), b"one", {**TYPE, "metadata": {"kept": True}})
    files.upload(site.own("two"), b"two", TYPE)
    assert files.copy(site.own("one"), site.own("deep/copy"))["Key"] == f"user-uploads/{site.own('deep/copy')}"
    assert files.info(site.own("deep/copy"))["metadata"] == {"kept": True}
    assert files.move(site.own("one"), site.own("moved"))["message"] == "Successfully moved"
    assert (files.download(site.own("moved")), files.exists(site.own("one"))) == (b"one", False)
    for change in (files.copy, files.move):
        with pytest.raises(StorageApiError) as caught:
            change(site.own("moved"), site.own("two"))
        refused(caught, "409", "Duplicate")
        with pytest.raises(StorageApiError) as caught:
            change(site.own("none"), site.own("three"))
        refused(caught, "404", "not_found")
    removed = files.remove([site.own("moved"), site.own("two"), site.own("none")])
    assert sorted(entry["name"] for entry in removed) == [site.own("moved"), site.own("two")]
    assert files.remove([site.own("deep/copy")])[0]["bucket_id"] == "user-uploads"
    assert files.remove([site.own("none")]) == []
    assert site.kept() == site.known() == set()
    assert site.is_tidy()


def test_video_comes_from_another_bucket(site: Site, storage3: AsClient, video: Path) -> None:
    uploads = storage3(site.people.creator).from_("user-uploads")
    uploads.upload(site.own("raw.mp4"), video, {"content-type": "video/mp4"})
    name = site.own(f"{uuid4()}/raw.mp4")
    wanted = {
        "bucketId": "user-uploads",
        "sourceKey": site.own("raw.mp4"),
        "destinationBucket": "videos",
        "destinationKey": name,
    }
    with httpx.Client(headers=site.headers(site.people.creator), timeout=60) as plain:
        moved = plain.post(f"{site.storage}/object/move", json=wanted)
        assert (moved.status_code, moved.json()["Key"]) == (200, f"videos/{name}")
        out = wanted | {"bucketId": "videos", "sourceKey": name, "destinationBucket": "user-uploads"}
        copied = plain.post(f"{site.storage}/object/copy", json=out | {"destinationKey": site.own("back.mp4")})
        assert copied.status_code == 200, copied.text
    assert site.known() == {f"videos/{name}", f"user-uploads/{site.own('back.mp4')}"}
    assert uploads.download(site.own("back.mp4")) == video.read_bytes()
    assert site.is_tidy()
