"""Verify finds what is missing, changed or unknown, and nothing else."""

import os
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from chronos.db import Database
from chronos.model import Actor
from chronos.providers.objects import ObjectStore
from chronos.storage import THUMBNAILS, USER_UPLOADS, Access, NewObject, Verified, insert_object, verify_files
from chronos.storage.verify import Finding
from chronos.videos import Details, add_file
from tests.factories import a_creator, as_creator
from tests.media import a_silent_video
from tests.s3_server import S3Server, s3_server

CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:04.000\nA wide aperture lets in more light.\n"


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@pytest.fixture(params=[None, "s3://"], ids=["local", "s3"])
def objects(
    request: pytest.FixtureRequest, s3: S3Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> ObjectStore:
    s3.reset()
    s3.lead_to(monkeypatch)
    return ObjectStore(request.param, tmp_path)


@pytest.fixture
async def creator(db: Database) -> Actor:
    async with db.as_service("test") as tx:
        return as_creator(await a_creator(tx))


async def a_library(db: Database, objects: ObjectStore, creator: Actor, tmp: Path) -> dict[str, str]:
    """A video with captions and a picture, a course's picture, and another file: where each is stored."""
    (tmp / "talk.vtt").write_text(CAPTIONS)
    added = await add_file(
        Access(db, objects, creator), a_silent_video(tmp / "talk.mp4"), Details(captions=tmp / "talk.vtt")
    )
    folder = f"{creator.creator_id}/{added.video_id}"
    names = ("a.png", "b.png", "c.png", "notes.pdf")
    picture, cover, logo, notes = (f"{creator.creator_id}/{name}" for name in names)
    for bucket, name in ((THUMBNAILS, picture), (THUMBNAILS, cover), (THUMBNAILS, logo), (USER_UPLOADS, notes)):
        await objects.put(f"{bucket}/{name}", b"12345")
        async with db.acting_as(creator) as tx:
            await insert_object(tx, NewObject(bucket, name, 5, "image/png"))
    async with db.acting_as(creator) as tx:
        await tx.execute("update videos set thumbnail_path = %(name)s", {"name": picture})
        await tx.execute("update creators set logo_path = %(name)s", {"name": logo})
        await tx.execute(
            "insert into courses (creator_id, title, thumbnail_path) values (%(id)s, 'Light', %(name)s)",
            {"id": creator.creator_id, "name": cover},
        )
    return {
        "source": f"videos/{folder}/source.mp4",
        "captions": f"videos/{folder}/captions.vtt",
        "picture": f"thumbnails/{picture}",
        "cover": f"thumbnails/{cover}",
        "logo": f"thumbnails/{logo}",
        "notes": f"user-uploads/{notes}",
    }


async def test_all_is_well(db: Database, objects: ObjectStore, creator: Actor, tmp_path: Path) -> None:
    await a_library(db, objects, creator, tmp_path)
    told: list[tuple[str, float | None]] = []
    found = await verify_files(db, objects, lambda what, part: told.append((what, part)))
    assert found == Verified(files=6, hashed=1, bytes_read=(tmp_path / "talk.mp4").stat().st_size, findings=[])
    parts = [part for _, part in told if part is not None]
    assert parts == sorted(parts)
    assert parts[-1] == 1


@pytest.mark.parametrize("which", ["source", "captions", "picture", "cover", "notes"])
async def test_missing_files(db: Database, objects: ObjectStore, creator: Actor, tmp_path: Path, which: str) -> None:
    names = await a_library(db, objects, creator, tmp_path)
    await objects.delete(names[which])
    [finding] = (await verify_files(db, objects)).findings
    assert (finding.trouble, finding.name) == ("missing", names[which])


@pytest.mark.parametrize("which", ["source", "picture", "cover", "notes"])
async def test_what_has_another_size(
    db: Database, objects: ObjectStore, creator: Actor, tmp_path: Path, which: str
) -> None:
    names = await a_library(db, objects, creator, tmp_path)
    await objects.put(names[which], b"1234")
    [finding] = (await verify_files(db, objects)).findings
    assert (finding.trouble, finding.name) == ("changed", names[which])
    assert finding.detail.startswith("4 bytes instead of ")


async def test_a_source_in_which_one_bit_is_another(
    db: Database, objects: ObjectStore, creator: Actor, tmp_path: Path
) -> None:
    names = await a_library(db, objects, creator, tmp_path)
    content = bytearray(await objects.get(names["source"]))
    content[len(content) // 2] ^= 1
    await objects.put(names["source"], bytes(content))
    [finding] = (await verify_files(db, objects)).findings
    assert (finding.trouble, finding.name) == ("changed", names["source"])
    assert "SHA-256" in finding.detail


async def test_what_no_row_knows(db: Database, tmp_path: Path, creator: Actor) -> None:
    objects = ObjectStore(None, tmp_path)
    await a_library(db, objects, creator, tmp_path)
    for age in ("old", "young"):
        await objects.put(f"videos/{creator.creator_id}/{age}", b"x")
    when = datetime.now(UTC).timestamp() - 7200
    os.utime(tmp_path / "storage" / "videos" / str(creator.creator_id) / "old", (when, when))
    assert (await verify_files(db, objects)).findings == [
        Finding("unknown", f"videos/{creator.creator_id}/old", "no row names it: the next sweep takes it")
    ]


async def test_a_file_removed_during_the_check_is_not_missing(db: Database, creator: Actor, tmp_path: Path) -> None:
    """Removed with its row between the listing and the look at it."""

    class Slow(ObjectStore):
        async def size(self, name: str) -> int:
            raise AssertionError(name)

        async def look(self, name: str):  # type: ignore[no-untyped-def]
            async with db.as_service("test") as tx:
                await tx.execute("delete from videos")
            await super().delete(name)
            return await super().look(name)

    await add_file(Access(db, ObjectStore(None, tmp_path), creator), a_silent_video(tmp_path / "talk.mp4"))
    async with db.as_service("test") as tx:
        await tx.fetch("select set_config('storage.allow_delete_query', 'true', true)")
        await tx.execute("delete from storage.objects")
    assert (await verify_files(db, Slow(None, tmp_path))).findings == []


async def test_page_after_page(db: Database, tmp_path: Path, creator: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chronos.storage.verify.PAGE", 3)
    async with db.as_service("test") as tx:
        for _ in range(7):
            await tx.execute(
                "insert into videos (id, creator_id, title, storage_path) "
                "select id, %(c)s, 'One', %(c)s::text || '/' || id || '/a' from (select %(id)s::uuid as id)",
                {"c": creator.creator_id, "id": uuid4()},
            )
            await tx.execute(
                "insert into storage.objects (bucket_id, name) values ('user-uploads', %(name)s)",
                {"name": f"{creator.creator_id}/{uuid4()}"},
            )
    found = await verify_files(db, ObjectStore(None, tmp_path))
    assert (found.files, found.count("missing")) == (14, 14)
    assert len({finding.name for finding in found.findings}) == 14


async def test_memory_does_not_grow_with_the_file(db: Database, tmp_path: Path, creator: Actor) -> None:
    objects = ObjectStore(None, tmp_path)
    path = a_silent_video(tmp_path / "long.mp4")
    with path.open("ab") as file:  # what follows the last box counts as nothing
        for _ in range(64):
            file.write(os.urandom(1024 * 1024))
    await add_file(Access(db, objects, creator), path)
    tracemalloc.start()
    try:
        found = await verify_files(db, objects)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (found.bytes_read, found.findings) == (path.stat().st_size, [])
    assert peak < 16 * 1024 * 1024
