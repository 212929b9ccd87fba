"""Objects as storage3 reads them."""

from pathlib import Path

import httpx
from storage3.types import FileOptions

from tests.web.storage_api.conftest import Site
from tests.web.storage_api.storage3_client import CONTENT, TYPE, AsClient


def test_uploaded_object_is_read_back(site: Site, storage3: AsClient, tmp_path: Path) -> None:
    files = storage3(site.people.creator).from_("user-uploads")
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


def test_ranges_of_an_object_are_read(site: Site, storage3: AsClient) -> None:
    files = storage3(site.people.creator).from_("user-uploads")
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


def test_public_objects_need_no_token(site: Site, storage3: AsClient, picture: Path) -> None:
    thumbnails = storage3(site.people.creator).from_("thumbnails")
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
        storage3(site.people.creator).from_("user-uploads").upload(site.own("secret"), b"secret", TYPE)
        hidden = anybody.get(f"{site.storage}/object/public/user-uploads/{site.own('secret')}")
        assert (hidden.status_code, hidden.json()["statusCode"]) == (400, "404")
    # Nobody can list it, or name a row of it.
    assert thumbnails.list(site.own("")) == []
    assert not thumbnails.exists(name)
