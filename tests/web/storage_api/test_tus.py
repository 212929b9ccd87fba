"""Resumable uploads, rule by rule (https://tus.io/protocols/resumable-upload)."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import psycopg
import pytest

from chronos.app import App
from chronos.model import Actor
from chronos.storage import UploadFolder
from tests.conftest import ADatabase
from tests.media import a_silent_video
from tests.web.conftest import Call, Client, People
from tests.web.storage_api.tus import (
    PATH,
    PIECE,
    VERSION,
    a_name,
    begun,
    checksum,
    create,
    head,
    metadata,
    offset_of,
    patch,
    stored,
)

HTML = b"<!doctype html><html><body><script>alert(1)</script></body></html>"


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return a_silent_video(tmp_path_factory.mktemp("film") / "talk.mp4").read_bytes()


@pytest.fixture
def client(api: Call, people: People) -> Client:
    return api(people.creator)


def a_video(actor: Actor, name: str = "talk.mp4") -> dict[str, str]:
    """Metadata of a new video."""
    return {"bucketName": "videos", "objectName": a_name(actor, name), "contentType": "video/mp4"}


def notes(actor: Actor, name: str = "notes.bin") -> dict[str, str]:
    """Metadata of an object that may hold anything."""
    return {"bucketName": "user-uploads", "objectName": f"{actor.creator_id}/{name}"}


# What works -----------------------------------------------------------------------------------------------------------


async def test_pieces_become_a_video(client: Client, app: App, people: People, film: bytes) -> None:
    said = a_video(people.creator) | {"title": "Talk", "language": "en", "filename": "Müller.mp4"}
    url = await begun(client, len(film), said=said)
    assert await offset_of(client, url) == 0
    for start in range(0, len(film), 7000):
        answer = await patch(client, url, start, film[start : start + 7000])
        assert answer.status_code == 204, answer.text
        assert answer.headers["Upload-Offset"] == str(min(start + 7000, len(film)))
    video_id = answer.headers["Chronos-Video-Id"]
    assert said["objectName"].split("/")[1] == video_id
    assert "Chronos-Duplicate" not in answer.headers
    video = (await client.get(f"/api/v1/videos/{video_id}")).json()
    assert (video["title"], video["file_size_bytes"], video["transcript_language"]) == ("Talk", len(film), "en")
    assert (await client.get(f"/videos/{video_id}/media")).content == film
    told = await head(client, url)
    assert (told.headers["Upload-Offset"], told.headers["Chronos-Video-Id"]) == (str(len(film)), video_id)
    assert list((app.settings.home / "incoming").iterdir()) == []


@pytest.mark.parametrize("table", ["private.uploads", "public.videos", "storage.objects", "jobs.procrastinate_jobs"])
async def test_row_object_job_and_mark_appear_together(
    client: Client, app: App, database: ADatabase, people: People, film: bytes, table: str
) -> None:
    url = await begun(client, len(film), said=a_video(people.creator))
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute(
            "create function public.stop() returns trigger language plpgsql as "
            "$$ begin raise exception 'a crash' using errcode = 'serialization_failure'; end $$"
        )
        event = "update" if table == "private.uploads" else "insert"
        # At commit, so that everything else was done before.
        connection.execute(
            f"create constraint trigger stop after {event} on {table} deferrable initially deferred "
            "for each row execute function public.stop()"
        )
        answer = await patch(client, url, 0, film)
        require_sentence(answer.status_code, answer.text, 503)
        for one in ("videos", "storage.objects", "jobs.procrastinate_jobs"):
            assert connection.execute(f"select from {one}").fetchall() == [], one
        connection.execute(f"drop trigger stop on {table}")
        told = await head(client, url)
        assert told.headers["Upload-Offset"] == str(len(film))
        assert "Chronos-Video-Id" in told.headers
        for one in ("videos", "storage.objects", "jobs.procrastinate_jobs"):
            assert len(connection.execute(f"select from {one}").fetchall()) == 1, one


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


async def test_nothing_at_all_is_an_object_too(client: Client, app: App, people: People) -> None:
    assert (await create(client, 0, said=notes(people.creator))).status_code == 201
    assert list(stored(app).values()) == [b""]


async def test_options_are_told_to_anybody(api: Call) -> None:
    for path in (PATH, f"{PATH}/{uuid4()}"):
        answer = await api(None).options(path)
        assert answer.status_code == 204
        assert answer.headers["Tus-Resumable"] == answer.headers["Tus-Version"] == "1.0.0"
        assert answer.headers["Tus-Max-Size"] == str(500 * 1024**2)
        extensions = "creation,creation-with-upload,termination,checksum,expiration"
        assert answer.headers["Tus-Extension"] == extensions
        assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"


async def test_what_was_said_is_told_again(client: Client, people: People) -> None:
    said = notes(people.creator) | {"title": "Überblick"}
    url = await begun(client, 5, said=said)
    told = (await head(client, url)).headers
    assert told["Upload-Metadata"] == metadata(**said)
    assert (told["Upload-Length"], told["Cache-Control"]) == ("5", "no-store")
    assert told["Upload-Expires"].endswith(" GMT")


async def test_what_was_said_is_kept_with_the_object(client: Client, app: App, people: People) -> None:
    said = notes(people.creator) | {"contentType": "text/plain", "cacheControl": "3600", "metadata": '{"week": 3}'}
    assert (await create(client, 5, content=b"hello", said=said)).status_code == 201
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select metadata, user_metadata from storage.objects")
    assert row["user_metadata"] == {"week": 3}
    assert (row["metadata"]["mimetype"], row["metadata"]["size"]) == ("text/plain", 5)
    assert row["metadata"]["cacheControl"] == "max-age=3600"


async def test_methods_in_a_header(client: Client, people: People) -> None:
    url = await begun(client, 5, said=notes(people.creator))

    async def post(method: str, headers: dict[str, str], content: bytes = b"") -> int:
        sent = headers | {"X-HTTP-Method-Override": method}
        return (await client.post(url, headers=sent, content=content)).status_code

    assert await post("PATCH", PIECE | {"Upload-Offset": "0"}, b"hel") == 204
    assert await post("HEAD", VERSION) == 200
    assert await post("PUT", VERSION) == 405
    assert await post("DELETE", VERSION) == 204
    assert await post("HEAD", VERSION) == 404


async def test_the_same_content_is_one_video(client: Client, app: App, people: People, film: bytes) -> None:
    first = await create(client, len(film), content=film, said=a_video(people.creator))
    url = await begun(client, len(film), said=a_video(people.creator))
    second = await patch(client, url, 0, film)
    assert second.status_code == 204
    for answer in (second, await head(client, url)):
        assert answer.headers["Chronos-Video-Id"] == first.headers["Chronos-Video-Id"]
        assert answer.headers["Chronos-Duplicate"] == "true"
    assert len(stored(app)) == 1
    assert len((await client.get("/api/v1/videos")).json()["items"]) == 1


async def test_a_video_needs_no_name(client: Client, people: People, film: bytes) -> None:
    answer = await create(client, len(film), content=film, said={"filename": "Ein Vortrag.mp4"})
    assert answer.status_code == 201, answer.text
    video = (await client.get(f"/api/v1/videos/{answer.headers['Chronos-Video-Id']}")).json()
    assert video["title"] == "Ein Vortrag"


async def test_a_browser_uploads_by_its_cookie(browse: Call, people: People) -> None:
    browser = browse(people.creator)
    url = await begun(browser, 5, said=notes(people.creator))
    assert (await patch(browser, url, 0, b"hel", headers={"Sec-Fetch-Site": "same-origin"})).status_code == 204
    assert await offset_of(browser, url) == 3
    foreign = await patch(browser, url, 3, b"lo", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert (await create(browser, 5, headers={"Origin": "https://evil.example"})).status_code == 403
    assert await offset_of(browser, url) == 3


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
async def test_checksums(client: Client, people: People, algorithm: str) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    assert (await patch(client, url, 0, b"hello", headers=checksum(b"hello", algorithm))).status_code == 204
    wrong = await patch(client, url, 5, b"wor|d", headers=checksum(b"world", algorithm))
    assert (wrong.status_code, wrong.headers["Tus-Resumable"]) == (460, "1.0.0")
    assert wrong.text.endswith(".")
    assert await offset_of(client, url) == 5
    assert (await patch(client, url, 5, b"world", headers=checksum(b"world", algorithm))).status_code == 204


async def test_termination(client: Client, app: App, people: People) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    await patch(client, url, 0, b"hello")
    assert (await client.delete(url, headers=VERSION)).status_code == 204
    for answer in (
        await head(client, url),
        await patch(client, url, 5, b"world"),
        await client.delete(url, headers=VERSION),
    ):
        assert answer.status_code == 404
    await require_nothing(app)


async def test_what_an_upload_became_outlives_it(client: Client, app: App, people: People) -> None:
    url = (await create(client, 5, content=b"hello", said=notes(people.creator))).headers["Location"]
    assert (await client.delete(url, headers=VERSION)).status_code == 204
    assert list(stored(app).values()) == [b"hello"]


async def test_expiration(client: Client, app: App, people: People) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    await patch(client, url, 0, b"hello")
    async with app.db.as_service("test") as tx:
        await tx.execute("update private.uploads set expires_at = now() - interval '1 second'")
    for answer in (
        await head(client, url),
        await patch(client, url, 5, b"world"),
        await client.delete(url, headers=VERSION),
    ):
        assert answer.status_code == 410
    assert UploadFolder(app.settings.home).ids() == set()


async def test_after_completion_nothing_more_is_taken(client: Client, people: People) -> None:
    url = (await create(client, 5, content=b"hello", said=notes(people.creator))).headers["Location"]
    assert (await patch(client, url, 5, b"")).status_code == 204
    assert (await patch(client, url, 5, b"!")).status_code == 413
    assert (await patch(client, url, 0, b"HELLO")).status_code == 409
    assert await offset_of(client, url) == 5


async def test_an_object_is_replaced_only_when_that_is_wanted(client: Client, app: App, people: People) -> None:
    said = notes(people.creator)
    await create(client, 5, content=b"first", said=said)
    refused = await create(client, 6, content=b"second", said=said)
    assert refused.status_code == 409
    assert list(stored(app).values()) == [b"first"]
    url = (await create(client, 6, headers={"x-upsert": "true"}, said=said)).headers["Location"]
    assert list(stored(app).values()) == [b"first"]  # until the last byte is there
    assert (await patch(client, url, 0, b"second")).status_code == 204
    assert list(stored(app).values()) == [b"second"]


async def test_a_crash_before_the_last_step_is_made_good(client: Client, app: App, people: People, film: bytes) -> None:
    url = await begun(client, len(film), said=a_video(people.creator))
    with UploadFolder(app.settings.home).lock(UUID(url.rpartition("/")[2])) as held:
        held.write(film)  # every byte is safe, and then the server is killed
        held.sync()
    told = await head(client, url)
    assert (told.status_code, told.headers["Upload-Offset"]) == (200, str(len(film)))
    assert (await client.get(f"/videos/{told.headers['Chronos-Video-Id']}/media")).content == film


async def test_a_crash_after_the_bytes_were_stored_is_made_good(
    client: Client, app: App, people: People, film: bytes
) -> None:
    said = a_video(people.creator)
    url = await begun(client, len(film), said=said)
    with UploadFolder(app.settings.home).lock(UUID(url.rpartition("/")[2])) as held:
        held.write(film)
        held.sync()
        await app.objects.take(f"videos/{said['objectName']}", held.path)
    assert "Chronos-Video-Id" in (await patch(client, url, len(film), b"")).headers
    assert list(stored(app).values()) == [film]


async def test_bytes_beyond_the_mark_were_never_there(client: Client, app: App, people: People) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    await patch(client, url, 0, b"hello")
    staged = app.settings.home / "incoming" / url.rpartition("/")[2]
    with staged.open("ab") as file:
        file.write(b"\0\0\0")  # what a torn write or a journal leaves
    assert await offset_of(client, url) == 5
    assert (await patch(client, url, 5, b"world")).status_code == 204
    assert list(stored(app).values()) == [b"helloworld"]


async def test_lost_bytes_begin_the_upload_anew(client: Client, app: App, people: People) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    await patch(client, url, 0, b"hello")
    (app.settings.home / "incoming" / url.rpartition("/")[2]).unlink()
    assert (await patch(client, url, 5, b"world")).status_code == 404
    await require_nothing(app)


# Whose it is ----------------------------------------------------------------------------------------------------------


async def test_an_upload_is_its_creators_alone(api: Call, client: Client, app: App, people: People) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    await patch(client, url, 0, b"hello")
    for other, status in ((people.other_creator, 404), (people.student, 404), (people.stranger, 404), (None, 401)):
        asker = api(other)
        for answer in (
            await head(asker, url),
            await patch(asker, url, 5, b"world"),
            await asker.delete(url, headers=VERSION),
        ):
            assert answer.status_code == status
    assert await offset_of(client, url) == 5


async def test_who_may_begin(api: Call, app: App, people: People) -> None:
    said = notes(people.creator)
    assert (await create(api(None), 5, content=b"hello", said=said)).status_code == 401
    for other in (people.student, people.other_creator, people.stranger, Actor("service_role")):
        assert (await create(api(other), 5, content=b"hello", said=said)).status_code == 403
    await require_nothing(app)


async def test_a_deactivated_creator_is_refused_at_the_next_request(client: Client, app: App, people: People) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    await patch(client, url, 0, b"hello")
    await set_active(app, people.creator, False)
    assert (await patch(client, url, 5, b"world")).status_code == 404
    assert (await head(client, url)).status_code == 404
    assert (await create(client, 5, content=b"hello", said=notes(people.creator))).status_code == 403
    assert stored(app) == {}
    await set_active(app, people.creator, True)
    assert await offset_of(client, url) == 5


# How much -------------------------------------------------------------------------------------------------------------


async def test_the_limits_of_bucket_and_tier_hold_before_the_first_byte(
    client: Client, app: App, people: People
) -> None:
    assert (await create(client, 500 * 1024**2 + 1, said=a_video(people.creator))).status_code == 413
    async with app.db.as_service("test") as tx:
        await tx.execute("update private.tier_limits set max_file_bytes = 1000, storage_bytes = 1500")
    assert (await create(client, 1001, said=notes(people.creator))).status_code == 413
    await begun(client, 1000, said=notes(people.creator, "a"))
    refused = await create(client, 501, said=notes(people.creator, "b"))
    assert refused.status_code == 413
    assert refused.text.startswith("There is room for")


async def test_what_was_promised_is_enough_for_the_upload_itself(
    client: Client, app: App, people: People, film: bytes
) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update private.tier_limits set max_file_bytes = %(n)s, storage_bytes = %(n)s", {"n": len(film)}
        )
    assert (await create(client, len(film), content=film, said=a_video(people.creator))).status_code == 201


async def test_too_many_unfinished_uploads(client: Client, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chronos.storage.uploads.rows.MAX_UNFINISHED", 2)
    for name in ("a", "b"):
        await begun(client, 5, said=notes(people.creator, name))
    assert (await create(client, 5, said=notes(people.creator, "c"))).status_code == 429


async def test_a_body_longer_than_was_said(client: Client, app: App, people: People) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    assert (await patch(client, url, 0, b"x" * 11)).status_code == 413

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 65536

    headers = PIECE | {"Upload-Offset": "0"}
    assert (await client.patch(url, headers=headers, content=endless())).status_code == 413
    assert await offset_of(client, url) == 0
    assert (app.settings.home / "incoming" / url.rpartition("/")[2]).stat().st_size == 0


# Bad input ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "status"),
    [("-1", 400), ("", 400), ("1e3", 400), ("0x10", 400), ("٣", 400), ("1.5", 400), ("9" * 30, 413), ("9" * 5000, 413)],
)
async def test_lengths(client: Client, app: App, people: People, length: str, status: int) -> None:
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
    ("offset", "status"),
    [("-1", 400), ("", 400), ("zero", 400), ("4", 409), ("6", 409), ("11", 409), ("9" * 17, 409), ("9" * 40, 400)],
)
async def test_offsets(client: Client, people: People, offset: str, status: int) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    await patch(client, url, 0, b"hello")
    answer = await patch(client, url, offset, b"world")
    require_sentence(answer.status_code, answer.text, status)
    assert await offset_of(client, url) == 5


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
        metadata(language="../en"),
        metadata(contentType="video/mp4\r\nX: y"),
    ],
)
async def test_metadata(client: Client, app: App, people: People, header: str) -> None:
    answer = await client.post(PATH, headers=VERSION | {"Upload-Length": "5", "Upload-Metadata": header})
    require_sentence(answer.status_code, answer.text, 400)
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
async def test_names(client: Client, app: App, people: People, name: str, bucket: str) -> None:
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


async def test_requests_that_are_none(client: Client, app: App, people: People) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    for version in ({}, {"Tus-Resumable": "0.2.2"}):
        answer = await client.head(url, headers=version)
        assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")
    wrong_type = await client.patch(url, headers=VERSION | {"Upload-Offset": "0"}, content=b"hello")
    require_sentence(wrong_type.status_code, wrong_type.text, 415)
    for wrong in ("md5 XUFAKrxLKna5cZ2REBfFkg==", "sha256 ???", "sha256 YQ==", "sha256", ""):
        answer = await patch(client, url, 0, b"hello", headers={"Upload-Checksum": wrong})
        require_sentence(answer.status_code, answer.text, 400)
    for nowhere in (f"{PATH}/{uuid4()}", f"{PATH}/x", f"{PATH}/..%2F..%2Fetc", f"{PATH}/{'a' * 4000}"):
        for answer in (await head(client, nowhere), await patch(client, nowhere, 0, b"hello")):
            assert answer.status_code == 404
    assert await offset_of(client, url) == 0


@pytest.mark.parametrize("size", [5, 40, 5000])
async def test_a_video_that_is_a_page_is_refused_at_its_first_piece(
    client: Client, app: App, people: People, size: int
) -> None:
    page = (HTML + b" " * 10_000)[:10_000]
    url = await begun(client, len(page), said=a_video(people.creator))
    answer = await patch(client, url, 0, page[:size])
    if size < 4096:  # not enough to tell
        assert answer.status_code == 204
        answer = await patch(client, url, size, page[size:5000])
    require_sentence(answer.status_code, answer.text, 415)
    assert (await head(client, url)).status_code == 404
    await require_nothing(app)


@pytest.mark.parametrize("kind", ["page", "zip", "pdf", "cut", "text", "empty", "playlist"])
async def test_content_that_is_no_video(client: Client, app: App, people: People, film: bytes, kind: str) -> None:
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


async def test_a_damaged_first_piece_is_sent_again_and_not_judged(client: Client, people: People, film: bytes) -> None:
    url = await begun(client, len(film), said=a_video(people.creator))
    damaged = HTML + film[len(HTML) :]
    assert (await patch(client, url, 0, damaged, headers=checksum(film))).status_code == 460
    assert (await patch(client, url, 0, film, headers=checksum(film))).status_code == 204


async def test_titles_and_file_names_are_shown_and_no_paths(client: Client, people: People, film: bytes) -> None:
    said = a_video(people.creator) | {"title": "\u202egpm\x07 Talk" + "x" * 900, "filename": "../../etc/passwd"}
    answer = await create(client, len(film), content=film, said=said)
    assert answer.status_code == 201, answer.text
    video = (await client.get(f"/api/v1/videos/{answer.headers['Chronos-Video-Id']}")).json()
    assert video["title"].startswith("gpm Talk")
    assert len(video["title"]) == 500


def require_sentence(status: int, text: str, expected: int) -> None:
    assert status == expected, text
    assert text.endswith(".")
    assert "Traceback" not in text


async def require_nothing(app: App) -> None:
    """No row, no object, no byte on its way."""
    async with app.db.as_service("test") as tx:
        for table in ("private.uploads", "videos", "storage.objects", "jobs.procrastinate_jobs"):
            assert await tx.fetch(f"select from {table}") == [], table
    assert stored(app) == {}
    assert UploadFolder(app.settings.home).ids() == set()


async def set_active(app: App, creator: Actor, active: bool) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update creators set is_active = %(active)s where id = %(id)s", {"active": active, "id": creator.creator_id}
        )
