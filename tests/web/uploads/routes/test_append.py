"""Append a piece: PATCH (https://tus.io/protocols/resumable-upload#patch)."""

from collections.abc import AsyncIterator
from uuid import UUID

import psycopg
import pytest

from chronos.app import App
from chronos.storage import UploadFolder
from tests.conftest import ADatabase
from tests.web.conftest import Client, People
from tests.web.uploads.client import (
    HTML,
    PIECE,
    a_video,
    begun,
    checksum,
    create,
    head,
    notes,
    offset_of,
    patch,
    require_nothing,
    require_sentence,
    stored,
)


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


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
async def test_checksums(client: Client, people: People, algorithm: str) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    assert (await patch(client, url, 0, b"hello", headers=checksum(b"hello", algorithm))).status_code == 204
    wrong = await patch(client, url, 5, b"wor|d", headers=checksum(b"world", algorithm))
    assert (wrong.status_code, wrong.headers["Tus-Resumable"]) == (460, "1.0.0")
    assert wrong.text.endswith(".")
    assert await offset_of(client, url) == 5
    assert (await patch(client, url, 5, b"world", headers=checksum(b"world", algorithm))).status_code == 204


async def test_a_completed_upload_takes_no_more_bytes(client: Client, people: People) -> None:
    url = (await create(client, 5, content=b"hello", said=notes(people.creator))).headers["Location"]
    assert (await patch(client, url, 5, b"")).status_code == 204
    assert (await patch(client, url, 5, b"!")).status_code == 413
    assert (await patch(client, url, 0, b"HELLO")).status_code == 409
    assert await offset_of(client, url) == 5


async def test_only_an_upsert_replaces_an_object(client: Client, app: App, people: People) -> None:
    said = notes(people.creator)
    await create(client, 5, content=b"first", said=said)
    refused = await create(client, 6, content=b"second", said=said)
    assert refused.status_code == 409
    assert list(stored(app).values()) == [b"first"]
    url = (await create(client, 6, headers={"x-upsert": "true"}, said=said)).headers["Location"]
    assert list(stored(app).values()) == [b"first"]  # until the last byte is there
    assert (await patch(client, url, 0, b"second")).status_code == 204
    assert list(stored(app).values()) == [b"second"]


async def test_a_crash_after_the_bytes_were_stored_is_recovered(
    client: Client, app: App, people: People, film: bytes
) -> None:
    said = a_video(people.creator)
    url = await begun(client, len(film), said=said)
    with UploadFolder(app.settings.home).lock(UUID(url.rpartition("/")[2])) as held:
        held.write(film)
        held.sync()
        name = f"videos/{said['objectName']}"
        await app.objects.move(await app.objects.prepare(name, held.path), name)
    assert "Chronos-Video-Id" in (await patch(client, url, len(film), b"")).headers
    assert list(stored(app).values()) == [film]


async def test_bytes_beyond_the_mark_do_not_count(client: Client, app: App, people: People) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    await patch(client, url, 0, b"hello")
    staged = app.settings.home / "incoming" / url.rpartition("/")[2]
    with staged.open("ab") as file:
        file.write(b"\0\0\0")  # what a torn write or a journal leaves
    assert await offset_of(client, url) == 5
    assert (await patch(client, url, 5, b"world")).status_code == 204
    assert list(stored(app).values()) == [b"helloworld"]


async def test_an_upload_with_lost_bytes_begins_anew(client: Client, app: App, people: People) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    await patch(client, url, 0, b"hello")
    (app.settings.home / "incoming" / url.rpartition("/")[2]).unlink()
    assert (await patch(client, url, 5, b"world")).status_code == 404
    await require_nothing(app)


async def test_a_body_longer_than_declared_is_refused(client: Client, app: App, people: People) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    assert (await patch(client, url, 0, b"x" * 11)).status_code == 413

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 65536

    headers = PIECE | {"Upload-Offset": "0"}
    assert (await client.patch(url, headers=headers, content=endless())).status_code == 413
    assert await offset_of(client, url) == 0
    assert (app.settings.home / "incoming" / url.rpartition("/")[2]).stat().st_size == 0


@pytest.mark.parametrize(
    ("offset", "status"),
    [("-1", 400), ("", 400), ("zero", 400), ("4", 409), ("6", 409), ("11", 409), ("9" * 17, 409), ("9" * 40, 400)],
)
async def test_wrong_offsets_are_refused(client: Client, people: People, offset: str, status: int) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    await patch(client, url, 0, b"hello")
    answer = await patch(client, url, offset, b"world")
    require_sentence(answer.status_code, answer.text, status)
    assert await offset_of(client, url) == 5


@pytest.mark.parametrize("size", [5, 40, 5000])
async def test_a_page_is_refused_as_a_video_at_its_first_piece(
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


async def test_a_damaged_first_piece_is_sent_again(client: Client, people: People, film: bytes) -> None:
    url = await begun(client, len(film), said=a_video(people.creator))
    damaged = HTML + film[len(HTML) :]
    assert (await patch(client, url, 0, damaged, headers=checksum(film))).status_code == 460
    assert (await patch(client, url, 0, film, headers=checksum(film))).status_code == 204
