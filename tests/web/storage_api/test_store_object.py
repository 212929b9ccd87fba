"""Objects as storage3 stores them."""

from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from storage3.exceptions import StorageApiError

from tests.web.storage_api.conftest import Site
from tests.web.storage_api.storage3_client import CONTENT, LINK_TYPE, TYPE, AsClient, refused


def test_only_an_upsert_replaces(site: Site, storage3: AsClient) -> None:
    files = storage3(site.people.creator).from_("user-uploads")
    name = site.own("again")
    files.upload(name, b"one", TYPE)
    before = files.info(name)
    with pytest.raises(StorageApiError) as caught:
        files.upload(name, b"two", TYPE)
    assert "exists" in refused(caught, "409", "Duplicate")
    assert files.download(name) == b"one"
    files.upload(name, b"three", {**TYPE, "upsert": "true"})
    assert files.download(name) == b"three"
    after = files.info(name)
    assert (after["id"], after["size"]) == (before["id"], 5)
    assert after["etag"] != before["etag"]
    files.update(name, b"four!!", TYPE)
    assert files.download(name) == b"four!!"
    files.update(site.own("new"), b"new", TYPE)
    assert files.download(site.own("new")) == b"new"
    assert site.is_tidy()


def test_signed_links_take_an_upload(site: Site, storage3: AsClient) -> None:
    files = storage3(site.people.creator).from_("user-uploads")
    name = site.own("by link.bin")
    link = files.create_signed_upload_url(name)
    anybody = storage3(None).from_("user-uploads")
    uploaded = anybody.upload_to_signed_url(name, link["token"], CONTENT, LINK_TYPE)
    assert uploaded.full_path == f"user-uploads/{name}"
    assert files.download(name) == CONTENT
    with pytest.raises(StorageApiError) as caught:
        anybody.upload_to_signed_url(name, link["token"], b"again", LINK_TYPE)
    refused(caught, "409", "Duplicate")
    with pytest.raises(StorageApiError):
        anybody.upload_to_signed_url(site.own("other"), link["token"], b"other", LINK_TYPE)
    with pytest.raises(StorageApiError):
        anybody.upload_to_signed_url(name, link["token"][:-3] + "abc", b"other", LINK_TYPE)
    assert site.is_tidy()


def test_stored_video_is_processed(site: Site, storage3: AsClient, video: Path) -> None:
    files = storage3(site.people.creator).from_("videos")
    name, again = site.own(f"{uuid4()}/lecture.mp4"), site.own(f"{uuid4()}/lecture.mp4")
    uploaded = files.upload(name, video, {"content-type": "video/mp4"})
    assert uploaded.full_path == f"videos/{name}"
    assert files.download(name) == video.read_bytes()
    # The same bytes once more are the same video, and the answer says where it is.
    assert files.upload(again, video, {"content-type": "video/mp4"}).full_path == f"videos/{name}"
    with httpx.Client(headers=site.headers(site.people.creator)) as api:
        items = api.get(f"{site.served.url}/api/v1/videos").json()["items"]
    assert [item["title"] for item in items] == ["lecture"]
    for change in (
        lambda: files.remove([name]),
        lambda: files.move(name, site.own(f"{uuid4()}/x.mp4")),
        lambda: files.update(name, video, {"content-type": "video/mp4"}),
    ):
        with pytest.raises(StorageApiError) as caught:
            change()
        assert "belongs to a video: remove the video" in refused(caught, "403", "Unauthorized")
    assert site.known() == {f"videos/{name}"}
    assert site.is_tidy()
