"""Resumable uploads over a real socket, with the files in a directory and on S3."""

from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import httpx2

from tests.web.storage_api.conftest import Site
from tests.web.uploads.client import PATH, PIECE, VERSION, metadata

PIECE_BYTES = 20_000


def upload(
    site: Site, content: bytes, said: Mapping[str, str], headers: Mapping[str, str] | None = None
) -> httpx2.Response:
    """The answer to the last piece."""
    own = site.headers(site.people.creator)
    with httpx2.Client(base_url=site.served.url, headers=own, timeout=60) as client:
        told = {"Upload-Length": str(len(content)), "Upload-Metadata": metadata(**dict(said))}
        answer = client.post(PATH, headers=VERSION | told | dict(headers or {}))
        assert answer.status_code == 201, answer.text
        url = answer.headers["Location"]
        for start in range(0, len(content), PIECE_BYTES):
            piece = content[start : start + PIECE_BYTES]
            answer = client.patch(url, headers=PIECE | {"Upload-Offset": str(start)}, content=piece)
            assert answer.status_code == 204, answer.text
        told_last = client.head(url, headers=VERSION)
        assert told_last.headers["Upload-Offset"] == str(len(content))
    return answer


def read(site: Site, bucket: str, name: str) -> bytes:
    url = f"{site.storage}/object/{bucket}/{name}"
    answer = httpx2.get(url, headers=site.headers(site.people.creator), timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.content


def test_every_bucket(site: Site, video: Path, picture: Path) -> None:
    film, image = video.read_bytes(), picture.read_bytes()
    names = {
        "videos": site.own(f"{uuid4()}/lecture.mp4"),
        "user-uploads": site.own("lecture.mp4"),
        "thumbnails": site.own(f"{uuid4()}.png"),
    }
    for bucket, content in (("videos", film), ("user-uploads", film), ("thumbnails", image)):
        kind = "image/png" if bucket == "thumbnails" else "video/mp4"
        upload(site, content, {"bucketName": bucket, "objectName": names[bucket], "contentType": kind})
    assert site.known() == site.kept() == {f"{bucket}/{name}" for bucket, name in names.items()}
    assert read(site, "videos", names["videos"]) == read(site, "user-uploads", names["user-uploads"]) == film
    assert httpx2.get(f"{site.storage}/object/public/thumbnails/{names['thumbnails']}").content == image
    assert list((site.served.app.settings.home / "incoming").iterdir()) == []


def test_an_object_is_replaced_and_a_video_is_known_again(site: Site, video: Path) -> None:
    said = {"bucketName": "user-uploads", "objectName": site.own("notes.txt"), "contentType": "text/plain"}
    upload(site, b"first", said)
    upload(site, b"second", said, {"x-upsert": "true"})
    assert read(site, "user-uploads", site.own("notes.txt")) == b"second"
    first = upload(site, video.read_bytes(), {"filename": "a.mp4"})
    second = upload(site, video.read_bytes(), {"filename": "b.mp4"})
    assert first.headers["Chronos-Video-Id"] == second.headers["Chronos-Video-Id"]
    assert second.headers["Chronos-Duplicate"] == "true"
    assert len(site.kept()) == len(site.known()) == 2
