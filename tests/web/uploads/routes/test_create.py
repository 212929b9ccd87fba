"""Begin an upload: POST (https://tus.io/protocols/resumable-upload#creation)."""

from uuid import uuid4

import pytest

from chronos.app import App
from chronos.model import Actor
from tests.web.conftest import Call, Client, People
from tests.web.uploads.client import (
    HTML,
    PATH,
    VERSION,
    a_video,
    begun,
    checksum,
    create,
    metadata,
    notes,
    patch,
    require_nothing,
    require_sentence,
    stored,
)


async def test_creation_with_upload(client: Client, app: App, people: People) -> None:
    answer = await create(client, 11, content=b"hello ", said=notes(people.creator))
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "6")
    answer = await patch(client, answer.headers["Location"], 6, b"world")
    assert answer.status_code == 204
    assert stored(app) == {f"user-uploads/{people.creator.creator_id}/notes.bin": b"hello world"}


async def test_creation_with_the_whole_file(client: Client, app: App, people: People, film: bytes) -> None:
    answer = await create(client, len(film), content=film, headers=checksum(film), said=a_video(people.creator))
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, str(len(film)))
    assert "Chronos-Video-Id" in answer.headers


async def test_an_empty_file_becomes_an_object(client: Client, app: App, people: People) -> None:
    assert (await create(client, 0, said=notes(people.creator))).status_code == 201
    assert list(stored(app).values()) == [b""]


async def test_metadata_is_stored_with_the_object(client: Client, app: App, people: People) -> None:
    said = notes(people.creator) | {"contentType": "text/plain", "cacheControl": "3600", "metadata": '{"week": 3}'}
    assert (await create(client, 5, content=b"hello", said=said)).status_code == 201
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select metadata, user_metadata from storage.objects")
    assert row["user_metadata"] == {"week": 3}
    assert (row["metadata"]["mimetype"], row["metadata"]["size"]) == ("text/plain", 5)
    assert row["metadata"]["cacheControl"] == "max-age=3600"


async def test_a_video_needs_no_name(client: Client, people: People, film: bytes) -> None:
    answer = await create(client, len(film), content=film, said={"filename": "Ein Vortrag.mp4"})
    assert answer.status_code == 201, answer.text
    video = (await client.get(f"/api/v1/videos/{answer.headers['Chronos-Video-Id']}")).json()
    assert video["title"] == "Ein Vortrag"


async def test_who_may_begin(api: Call, app: App, people: People) -> None:
    said = notes(people.creator)
    assert (await create(api(None), 5, content=b"hello", said=said)).status_code == 401
    for other in (people.student, people.other_creator, people.stranger, Actor("service_role")):
        assert (await create(api(other), 5, content=b"hello", said=said)).status_code == 403
    await require_nothing(app)


async def test_the_limits_of_bucket_and_tier_hold_before_the_first_byte(
    client: Client, app: App, people: People
) -> None:
    assert (await create(client, 500 * 1024**2 + 1, said=a_video(people.creator))).status_code == 413
    async with app.db.as_service("test") as tx:
        await tx.execute("update private.tiers set max_file_bytes = 1000, storage_bytes = 1500")
    assert (await create(client, 1001, said=notes(people.creator))).status_code == 413
    await begun(client, 1000, said=notes(people.creator, "a"))
    refused = await create(client, 501, said=notes(people.creator, "b"))
    assert refused.status_code == 413
    assert refused.text.startswith("There is room for")


async def test_the_reservation_is_enough_for_the_upload_itself(
    client: Client, app: App, people: People, film: bytes
) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute("update private.tiers set max_file_bytes = %(n)s, storage_bytes = %(n)s", {"n": len(film)})
    assert (await create(client, len(film), content=film, said=a_video(people.creator))).status_code == 201


async def test_too_many_unfinished_uploads(client: Client, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chronos.storage.uploads.rows.MAX_UNFINISHED", 2)
    for name in ("a", "b"):
        await begun(client, 5, said=notes(people.creator, name))
    assert (await create(client, 5, said=notes(people.creator, "c"))).status_code == 429


@pytest.mark.parametrize(
    ("length", "status"),
    [("-1", 400), ("", 400), ("1e3", 400), ("0x10", 400), ("٣", 400), ("1.5", 400), ("9" * 30, 413), ("9" * 5000, 413)],
)
async def test_invalid_lengths_are_refused(client: Client, app: App, people: People, length: str, status: int) -> None:
    told = VERSION | {"Upload-Length": length, "Upload-Metadata": metadata(**notes(people.creator))}
    answer = await client.post(PATH, headers=[(key.encode(), value.encode()) for key, value in told.items()])
    require_sentence(answer.status_code, answer.text, status)
    await require_nothing(app)


async def test_a_length_is_needed_at_once(client: Client, app: App, people: People) -> None:
    said = VERSION | {"Upload-Metadata": metadata(**notes(people.creator))}
    missing = await client.post(PATH, headers=said)
    require_sentence(missing.status_code, missing.text, 400)
    deferred = await client.post(PATH, headers=said | {"Upload-Defer-Length": "1"})
    require_sentence(deferred.status_code, deferred.text, 400)
    assert "Upload-Defer-Length is not supported" in deferred.text
    parts = await client.post(PATH, headers=said | {"Upload-Length": "5", "Upload-Concat": "partial"})
    require_sentence(parts.status_code, parts.text, 400)
    await require_nothing(app)


@pytest.mark.parametrize(
    "header",
    [
        "objectName ???",
        "objectName YQ",
        "objectName YQ==, objectName YQ==",
        "objectName /w==",  # no UTF-8
        "objectName YQBi",  # a NUL
        ",,,",
        "n\tme YQ==",
        "x " + "A" * 20_000,
        metadata(metadata="[1]"),
        metadata(metadata="{"),
        metadata(metadata="[" * 9000),
        metadata(metadata='{"a": NaN}'),
        metadata(metadata='{"a": "\\u0000"}'),
        metadata(metadata='{"a": "\\ud800"}'),
        metadata(contentType="video/mp4\r\nX: y"),
    ],
)
async def test_invalid_metadata_is_refused(client: Client, app: App, people: People, header: str) -> None:
    answer = await client.post(PATH, headers=VERSION | {"Upload-Length": "5", "Upload-Metadata": header})
    require_sentence(answer.status_code, answer.text, 400)
    await require_nothing(app)


@pytest.mark.parametrize("language", ["../en", "klingonklingon", "en" + "-abcdefgh" * 900, "en\x00"])
async def test_a_language_that_is_none_is_refused(client: Client, app: App, people: People, language: str) -> None:
    header = metadata(language=language)
    answer = await client.post(PATH, headers=VERSION | {"Upload-Length": "5", "Upload-Metadata": header})
    require_sentence(answer.status_code, answer.text, 400 if "\0" in language else 422)
    await require_nothing(app)


@pytest.mark.parametrize(
    "name",
    [
        "x" * 4000,
        "a/" * 2000 + "b",
        "../secret.mp4",
        "a/../../b.mp4",
        "/etc/passwd",
        "a//b.mp4",
        "a\u202egpm.exe",
        "a\\b.mp4",
        "a\nb.mp4",
        "ä.mp4",
        "a/.",
    ],
)
@pytest.mark.parametrize("bucket", ["videos", "user-uploads"])
async def test_invalid_names_are_refused(client: Client, app: App, people: People, name: str, bucket: str) -> None:
    for whole in (name, f"{people.creator.creator_id}/{name}", f"{people.creator.creator_id}/{uuid4()}/{name}"):
        answer = await create(
            client, 5, content=b"hello", said={"bucketName": bucket, "objectName": whole, "contentType": "video/mp4"}
        )
        require_sentence(answer.status_code, answer.text, 400)
    await require_nothing(app)


async def test_names_of_videos(client: Client, app: App, people: People, film: bytes) -> None:
    creator, other = people.creator.creator_id, people.other_creator.creator_id
    for name, status in (
        (f"{creator}/talk.mp4", 400),
        (f"{creator}/not-an-id/talk.mp4", 400),
        (f"{creator}/{uuid4()}/a/talk.mp4", 400),
        (f"{creator}/{str(uuid4()).upper()}/talk.mp4", 400),
        (f"{other}/{uuid4()}/talk.mp4", 403),
    ):
        answer = await create(client, 5, said={"bucketName": "videos", "objectName": name, "contentType": "video/mp4"})
        require_sentence(answer.status_code, answer.text, status)
    await require_nothing(app)
    there = await create(client, len(film), content=film, said=a_video(people.creator))
    name = f"{creator}/{there.headers['Chronos-Video-Id']}/other.mp4"
    answer = await create(client, 5, said={"bucketName": "videos", "objectName": name, "contentType": "video/mp4"})
    require_sentence(answer.status_code, answer.text, 409)


async def test_buckets_and_types(client: Client, app: App, people: People) -> None:
    video = a_video(people.creator)
    for said, status in (
        (video | {"bucketName": "secrets"}, 404),
        (video | {"contentType": "text/html"}, 415),
        (video | {"contentType": "video"}, 400),
        (video | {"bucketName": "thumbnails", "contentType": "video/mp4"}, 415),
        ({"bucketName": "user-uploads"}, 400),
    ):
        answer = await create(client, 5, content=b"hello", said=said)
        require_sentence(answer.status_code, answer.text, status)
    await require_nothing(app)


@pytest.mark.parametrize("kind", ["page", "zip", "pdf", "cut", "text", "empty", "playlist"])
async def test_content_other_than_video_is_refused(
    client: Client, app: App, people: People, film: bytes, kind: str
) -> None:
    content = {
        "page": HTML,
        "zip": film
        + b"PK\x01\x02"
        + b"\0" * 42
        + b"PK\x05\x06"
        + b"\0" * 8
        + (46).to_bytes(4, "little")
        + len(film).to_bytes(4, "little")
        + b"\0\0",
        "pdf": film[:32] + b"\x00\x00\x00\x40free%PDF-1.7" + b"\0" * 47 + film[32:],
        "cut": film[: len(film) // 2],
        "text": b"plain words " * 1000,
        "empty": b"",
        "playlist": b"#EXTM3U\nhttp://169.254.169.254/latest\n",
    }[kind]
    answer = await create(client, len(content), content=content, said=a_video(people.creator))
    assert answer.status_code in (415, 422)
    assert answer.text.endswith(".")
    await require_nothing(app)


async def test_titles_and_file_names_are_never_paths(client: Client, people: People, film: bytes) -> None:
    said = a_video(people.creator) | {"title": "\u202egpm\x07 Talk" + "x" * 900, "filename": "../../etc/passwd"}
    answer = await create(client, len(film), content=film, said=said)
    assert answer.status_code == 201, answer.text
    video = (await client.get(f"/api/v1/videos/{answer.headers['Chronos-Video-Id']}")).json()
    assert video["title"].startswith("gpm Talk")
    assert len(video["title"]) == 500
