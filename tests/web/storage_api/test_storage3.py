"""Supabase's Python client, storage3, as it is: every call that these buckets have."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from storage3 import AsyncStorageClient, SyncStorageClient
from storage3.exceptions import StorageApiError
from storage3.types import FileOptions, ListBucketFilesOptions, UploadSignedUrlFileOptions

from chronos.model import Actor
from tests.web.storage_api.conftest import Site

CONTENT = bytes(range(256)) * 40
TYPE: FileOptions = {"content-type": "application/octet-stream"}
LINK_TYPE: UploadSignedUrlFileOptions = {"content-type": "application/octet-stream"}

AsClient = Callable[[Actor | None], SyncStorageClient]


@pytest.fixture
def client(site: Site) -> Iterator[AsClient]:
    """`client(actor)` is storage3 with the actor's token."""
    opened: list[httpx.Client] = []

    def make(actor: Actor | None) -> SyncStorageClient:
        session = httpx.Client(timeout=60)
        opened.append(session)
        return SyncStorageClient(f"{site.storage}/", site.headers(actor), http_client=session)

    yield make
    for session in opened:
        session.close()


def refused(error: pytest.ExceptionInfo[StorageApiError], status: str, code: str) -> str:
    """Asserts that it is that error; its message."""
    assert (str(error.value.status), error.value.code) == (status, code), error.value
    return str(error.value.message)


def test_buckets(site: Site, client: AsClient) -> None:
    storage = client(site.people.creator)
    assert [bucket.id for bucket in storage.list_buckets()] == ["thumbnails", "user-uploads", "videos"]
    bucket = storage.get_bucket("videos")
    assert (bucket.id, bucket.public, bucket.file_size_limit) == ("videos", False, 500 * 1024**2)
    assert bucket.allowed_mime_types == ["video/*", "audio/*"]
    assert storage.get_bucket("thumbnails").public
    with pytest.raises(StorageApiError) as caught:
        storage.get_bucket("nothing")
    refused(caught, "404", "Bucket not found")


def test_upload_download_info_exists(site: Site, client: AsClient, tmp_path: Path) -> None:
    files = client(site.people.creator).from_("user-uploads")
    name = site.own("notes/a b (1).txt")
    options: FileOptions = {
        "content-type": "text/plain",
        "cache-control": "60",
        "metadata": {"from": "storage3", "n": 1},
    }
    uploaded = files.upload(name, CONTENT, options)
    assert (uploaded.path, uploaded.full_path) == (name, f"user-uploads/{name}")
    assert files.download(name) == CONTENT
    assert files.exists(name)
    assert not files.exists(site.own("notes/other.txt"))
    info = files.info(name)
    assert (info["name"], info["bucket_id"], info["size"]) == (name, "user-uploads", len(CONTENT))
    assert (info["content_type"], info["cache_control"]) == ("text/plain", "max-age=60")
    assert info["metadata"] == {"from": "storage3", "n": 1}
    assert info["etag"].startswith('"')
    # Other ways to hand over a file.
    path = tmp_path / "file.bin"
    path.write_bytes(CONTENT)
    with path.open("rb") as file:
        files.upload(site.own("ways/0"), file, TYPE)
    files.upload(site.own("ways/1"), path, TYPE)
    files.upload(site.own("ways/2"), str(path), TYPE)
    assert all(files.download(site.own(f"ways/{number}")) == CONTENT for number in range(3))
    assert site.is_tidy()


def test_upsert(site: Site, client: AsClient) -> None:
    files = client(site.people.creator).from_("user-uploads")
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


def test_ranges(site: Site, client: AsClient) -> None:
    files = client(site.people.creator).from_("user-uploads")
    name = site.own("ranges")
    files.upload(name, CONTENT, TYPE)
    address = f"{site.storage}/object/authenticated/user-uploads/{name}"
    with httpx.Client(headers=site.headers(site.people.creator)) as plain:
        part = plain.get(address, headers={"Range": "bytes=100-199"})
        assert (part.status_code, part.content) == (206, CONTENT[100:200])
        assert part.headers["content-range"] == f"bytes 100-199/{len(CONTENT)}"
        head = plain.head(address)
        assert (head.status_code, head.headers["content-length"]) == (200, str(len(CONTENT)))
        assert plain.get(address, headers={"If-None-Match": head.headers["etag"]}).status_code == 304
        assert head.headers["content-disposition"].startswith("attachment")


def test_list(site: Site, client: AsClient) -> None:
    files = client(site.people.creator).from_("user-uploads")
    for name in ("b/1.txt", "b/2.txt", "b/c/3.txt", "a.txt", "B.txt", "z_.txt"):
        files.upload(site.own(name), name.encode(), TYPE)
    top = files.list(site.own("").rstrip("/"))
    assert [(entry["name"], entry["id"] is None) for entry in top] == [
        ("b", True),
        ("B.txt", False),
        ("a.txt", False),
        ("z_.txt", False),
    ]
    assert top[0]["metadata"] is None
    assert (top[2]["metadata"]["size"], top[2]["metadata"]["mimetype"]) == (5, "application/octet-stream")
    assert [entry["name"] for entry in files.list(site.own("b/"))] == ["c", "1.txt", "2.txt"]
    assert [entry["name"] for entry in files.list()] == [str(site.people.creator.creator_id)]
    folder = site.own("").rstrip("/")
    last: ListBucketFilesOptions = {"limit": 2, "sortBy": {"column": "name", "order": "desc"}}
    assert [e["name"] for e in files.list(folder, last)] == ["b", "z_.txt"]
    assert [e["name"] for e in files.list(folder, {"limit": 2, "offset": 2})] == ["a.txt", "z_.txt"]
    assert [e["name"] for e in files.list(folder, {"search": "B"})] == ["b", "B.txt"]
    assert files.list(folder, {"search": "_"}) == []
    newest = files.list(folder, {"sortBy": {"column": "created_at", "order": "desc"}})
    assert [e["name"] for e in newest] == ["b", "z_.txt", "B.txt", "a.txt"]
    assert files.list("no/such/folder") == []


def test_list_v2(site: Site, client: AsClient) -> None:
    files = client(site.people.creator).from_("user-uploads")
    names = [site.own(name) for name in ("a.txt", "b/1.txt", "b/2.txt", "c.txt")]
    for name in names:
        files.upload(name, b"x", TYPE)
    assert [found.name for found in files.list_v2().objects] == names
    first = files.list_v2({"prefix": site.own(""), "with_delimiter": True, "limit": 2})
    assert [folder.name for folder in first.folders] == [site.own("b/")]
    assert [found.name for found in first.objects] == [site.own("a.txt")]
    assert first.hasNext
    assert first.nextCursor
    rest = files.list_v2({"prefix": site.own(""), "with_delimiter": True, "limit": 2, "cursor": first.nextCursor})
    assert ([found.name for found in rest.objects], rest.hasNext) == ([site.own("c.txt")], False)
    assert [found.name for found in files.list_v2({"prefix": site.own("b/2")}).objects] == [site.own("b/2.txt")]


def test_move_copy_remove(site: Site, client: AsClient) -> None:
    files = client(site.people.creator).from_("user-uploads")
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


def test_signed_links(site: Site, client: AsClient) -> None:
    files = client(site.people.creator).from_("user-uploads")
    name = site.own("a b.txt")
    files.upload(name, CONTENT, TYPE)
    with httpx.Client() as anybody:
        link = files.create_signed_url(name, 60)
        assert anybody.get(link["signedURL"] or "").content == CONTENT
        link = files.create_signed_url(name, 60, {"download": "saved.txt"})
        assert "saved.txt" in anybody.get(link["signedURL"] or "").headers["content-disposition"]
        many = files.create_signed_urls([name, site.own("none")], 60)
        assert anybody.get(many[0]["signedURL"] or "").content == CONTENT
        assert (many[1]["signedURL"], many[1]["error"] is None) == (None, False)
    with pytest.raises(StorageApiError) as caught:
        files.create_signed_url(site.own("none"), 60)
    refused(caught, "404", "not_found")


def test_signed_uploads(site: Site, client: AsClient) -> None:
    files = client(site.people.creator).from_("user-uploads")
    name = site.own("by link.bin")
    link = files.create_signed_upload_url(name)
    anybody = client(None).from_("user-uploads")
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


def test_public_links(site: Site, client: AsClient, picture: Path) -> None:
    thumbnails = client(site.people.creator).from_("thumbnails")
    name = site.own("cover.png")
    thumbnails.upload(name, picture, {"content-type": "image/png", "cache-control": "3600"})
    with httpx.Client() as anybody:
        answer = anybody.get(thumbnails.get_public_url(name))
        assert (answer.content, answer.headers["content-type"]) == (picture.read_bytes(), "image/png")
        assert answer.headers["cache-control"] == "public, max-age=3600"
        assert "content-disposition" not in answer.headers
        saved = anybody.get(thumbnails.get_public_url(name, {"download": "cover.png"}))
        assert saved.headers["content-disposition"].startswith("attachment")
        assert anybody.get(thumbnails.get_public_url(site.own("none.png"))).json()["statusCode"] == "404"
        info = anybody.get(f"{site.storage}/object/info/public/thumbnails/{name}").json()
        assert (info["size"], info["content_type"]) == (picture.stat().st_size, "image/png")
        # A private bucket has no public addresses.
        client(site.people.creator).from_("user-uploads").upload(site.own("secret"), b"secret", TYPE)
        hidden = anybody.get(f"{site.storage}/object/public/user-uploads/{site.own('secret')}")
        assert (hidden.status_code, hidden.json()["statusCode"]) == (400, "404")
    # Nobody can list it, or name a row of it.
    assert thumbnails.list(site.own("")) == []
    assert not thumbnails.exists(name)


def test_a_video(site: Site, client: AsClient, video: Path) -> None:
    files = client(site.people.creator).from_("videos")
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


def test_a_video_from_elsewhere(site: Site, client: AsClient, video: Path) -> None:
    uploads = client(site.people.creator).from_("user-uploads")
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


def test_what_others_may_not(site: Site, client: AsClient) -> None:
    people = site.people
    own = client(people.creator).from_("user-uploads")
    own.upload(site.own("mine"), b"mine", TYPE)
    theirs = f"{people.other_creator.creator_id}/mine"
    for actor in (people.student, people.other_creator, people.stranger):
        files = client(actor).from_("user-uploads")
        with pytest.raises(StorageApiError) as caught:
            files.upload(site.own("x"), b"x", TYPE)
        refused(caught, "403", "Unauthorized")
        for read in (files.download, files.info):
            with pytest.raises(StorageApiError) as caught:
                read(site.own("mine"))
            refused(caught, "404", "not_found")
        assert files.list(site.own("")) == []
        assert files.remove([site.own("mine")]) == []
    with pytest.raises(StorageApiError) as caught:
        client(None).from_("user-uploads").upload(site.own("x"), b"x", TYPE)
    refused(caught, "404", "Bucket not found")
    for change in (own.move, own.copy):
        with pytest.raises(StorageApiError) as caught:
            change(site.own("mine"), theirs)
        refused(caught, "403", "Unauthorized")
    assert own.download(site.own("mine")) == b"mine"
    assert site.known() == {f"user-uploads/{site.own('mine')}"}
    assert site.is_tidy()


async def test_the_asynchronous_client(site: Site) -> None:
    headers = site.headers(site.people.creator)
    async with httpx.AsyncClient(timeout=60) as session:
        files = AsyncStorageClient(f"{site.storage}/", headers, http_client=session).from_("user-uploads")
        await files.upload(site.own("a"), CONTENT, TYPE)
        assert await files.download(site.own("a")) == CONTENT
        assert [entry["name"] for entry in await files.list(site.own(""))] == ["a"]
        await files.move(site.own("a"), site.own("b"))
        assert await files.exists(site.own("b"))
        await files.remove([site.own("b")])
    assert site.kept() == set()
