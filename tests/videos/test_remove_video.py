"""A video that is removed leaves nothing, whoever works on it meanwhile and whatever fails."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import psycopg
import pytest
from numpy.typing import NDArray

from chronos.app import App
from chronos.config import Settings
from chronos.db import Database, Tx
from chronos.errors import NotAllowed, NotFound, ProviderError
from chronos.model import Actor, CreatorId, VideoId
from chronos.pipeline.chunk import chunk_video
from chronos.pipeline.embed import embed_video
from chronos.pipeline.probe import probe_video
from chronos.pipeline.transcribe import transcribe_video
from chronos.providers.embedding.minilm import MiniLM
from chronos.providers.objects import ObjectStore
from chronos.providers.speech import Progress, Transcriber, Transcription
from chronos.storage import THUMBNAILS, VIDEOS, Access, NewObject, insert_object, object_name
from chronos.videos import Details, RemovedObject, add_file, get_video, remove_video
from chronos.videos.receive_file import receive_file
from tests.conftest import ADatabase
from tests.factories import a_creator, a_session, a_student, a_video, as_creator, as_student, some_chunks
from tests.media import a_silent_video, a_tone
from tests.s3_server import BUCKET, s3_server

CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:04.000\nA wide aperture lets in more light.\n"
PICTURE = b"picture"


def own(actor: Actor) -> CreatorId:
    assert actor.creator_id
    return actor.creator_id


async def places(database: ADatabase, video_id: VideoId) -> set[str]:
    """Every table in which a row still speaks of the video, but for what was used: that stays charged."""
    found = set()
    async with await psycopg.AsyncConnection.connect(database.superuser_url) as connection:
        tables = await connection.execute(
            "select c.oid::regclass::text from pg_class c where c.relkind = 'r' "
            "and c.relnamespace::regnamespace::text in ('public', 'private', 'storage', 'jobs')"
        )
        for (table,) in await tables.fetchall():
            kept = {"private.ledger": "and false", "private.holds": "and settled_at is null"}.get(table, "")
            statement = f"select from {table} t where to_jsonb(t)::text like %(like)s {kept} limit 1"
            if (await connection.execute(statement.encode(), {"like": f"%{video_id}%"})).rowcount:
                found.add(table)
    return found


async def stored(objects: ObjectStore) -> list[str]:
    names: list[str] = []
    for bucket in (VIDEOS, THUMBNAILS):
        names += [name async for name, _ in objects.list_objects(f"{bucket}/")]
    return sorted(names)


def no_transcriber() -> Transcriber:
    raise AssertionError("there are captions")


async def a_processed_video(db: Database, objects: ObjectStore, actor: Actor, embedder: MiniLM, tmp: Path) -> VideoId:
    """Added with captions and through every stage; its jobs still wait, as no worker runs."""
    (tmp / "talk.vtt").write_text(CAPTIONS)
    film = a_silent_video(tmp / "talk.mp4")
    video_id = (await add_file(Access(db, objects, actor), film, Details(captions=tmp / "talk.vtt"))).video_id
    await probe_video(db, objects, video_id)
    await transcribe_video(db, objects, no_transcriber, video_id)
    await chunk_video(db, video_id)
    await embed_video(db, embedder, video_id)
    return video_id


async def with_thumbnails(db: Database, objects: ObjectStore, actor: Actor, pictures: dict[VideoId, str]) -> None:
    for name in set(pictures.values()):
        await objects.put(object_name(THUMBNAILS, name), PICTURE)
        async with db.acting_as(actor) as tx:
            await insert_object(tx, NewObject(THUMBNAILS, name, len(PICTURE), "image/png"))
    async with db.acting_as(actor) as tx:
        for video_id, name in pictures.items():
            await tx.execute(
                "update videos set thumbnail_path = %(name)s where id = %(id)s", {"name": name, "id": video_id}
            )


async def spoken_of(tx: Tx, creator_id: CreatorId, video_id: VideoId, other: VideoId) -> UUID:
    """Rows of every kind that name the video; the conversation that is about this video alone."""
    sam = await a_student(tx, creator_id)
    both, alone = UUID(await a_session(tx, creator_id, sam)), UUID(await a_session(tx, creator_id, sam))
    ids = {"creator": creator_id, "video": video_id, "other": other, "both": both, "alone": alone}
    for statement in (
        "update chat_sessions set context_video_ids = array[%(video)s, %(other)s]::uuid[] where id = %(both)s",
        "update chat_sessions set context_video_ids = array[%(video)s]::uuid[] where id = %(alone)s",
        "insert into courses (creator_id, title) values (%(creator)s, 'Light')",
        "insert into course_modules (course_id, title, video_ids) "
        "select id, 'One', array[%(other)s, %(video)s]::uuid[] from courses",
        "insert into video_analytics (video_id, date) values (%(video)s, '2025-01-01')",
        "insert into evaluation_cases (creator_id, question, video_id, at_seconds) "
        "values (%(creator)s, 'Why?', %(video)s, 1)",
    ):
        await tx.execute(statement, ids)
    return alone


async def test_everything_of_it_goes_and_nothing_else(
    database: ADatabase, db: Database, objects: ObjectStore, creator: Actor, embedder: MiniLM, tmp_path: Path
) -> None:
    video_id = await a_processed_video(db, objects, creator, embedder, tmp_path)
    other = (await add_file(Access(db, objects, creator), a_silent_video(tmp_path / "other.mp4", seconds=5))).video_id
    folder = f"{own(creator)}/{video_id}"
    await with_thumbnails(db, objects, creator, {video_id: f"{own(creator)}/a.png", other: f"{own(creator)}/b.png"})
    async with db.as_service("test") as tx:
        alone = await spoken_of(tx, own(creator), video_id, other)
    assert len(await places(database, video_id)) >= 13

    receipt = await remove_video(Access(db, objects, creator), video_id)

    assert await places(database, video_id) == set()
    assert await stored(objects) == [
        f"thumbnails/{own(creator)}/b.png",
        f"videos/{own(creator)}/{other}/source.mp4",
    ]
    sizes = {one.name: one.size_bytes for one in receipt.objects}
    assert sizes == {
        f"{folder}/source.mp4": (tmp_path / "talk.mp4").stat().st_size,
        f"{folder}/captions.vtt": sizes[f"{folder}/captions.vtt"],
        f"{own(creator)}/a.png": len(PICTURE),
    }
    assert receipt.bytes_freed == sum(sizes.values())
    assert (receipt.video_id, receipt.title, receipt.captions, receipt.jobs) == (video_id, "talk", True, 5)
    assert (receipt.chunks, receipt.sentences, receipt.waiting) == (1, 1, ())
    async with db.as_service("test") as tx:
        [module] = await tx.fetch("select video_ids from course_modules")
        sessions = await tx.fetch("select id, context_video_ids from chat_sessions")
    assert module["video_ids"] == [other]
    # The one about this video alone asks nothing now, instead of the whole library.
    assert {row["id"] == alone: row["context_video_ids"] for row in sessions} == {True: [], False: [other]}
    async with db.acting_as(creator) as tx:
        assert len(await tx.fetch("select from storage.objects")) == 1  # the other's; thumbnails cannot be listed


@pytest.mark.parametrize("url", [f"s3://{BUCKET}/some/prefix", "s3://"])
async def test_on_s3(db: Database, creator: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    with s3_server() as s3:
        s3.reset()
        s3.lead_to(monkeypatch)
        objects = ObjectStore(url, tmp_path)
        (tmp_path / "talk.vtt").write_text(CAPTIONS)
        film = a_silent_video(tmp_path / "talk.mp4")
        added = await add_file(Access(db, objects, creator), film, Details(captions=tmp_path / "talk.vtt"))
        other = await add_file(Access(db, objects, creator), a_silent_video(tmp_path / "other.mp4", seconds=5))
        receipt = await remove_video(Access(db, objects, creator), added.video_id)
        assert await stored(objects) == [f"videos/{own(creator)}/{other.video_id}/source.mp4"]
    assert len(receipt.objects) == 2
    assert receipt.bytes_freed > film.stat().st_size


async def test_a_video_that_was_sent_again_under_its_id_keeps_its_files(
    db: Database, objects: ObjectStore, creator: Actor, tmp_path: Path
) -> None:
    """A client may upload under the same name as soon as the row is gone, before the bytes are."""
    film = a_silent_video(tmp_path / "talk.mp4")
    video_id = (await add_file(Access(db, objects, creator), film)).video_id
    name = f"{own(creator)}/{video_id}/source.mp4"

    class Slow(ObjectStore):
        async def list_objects(self, prefix: str) -> AsyncIterator[tuple[str, int]]:
            (tmp_path / "again").write_bytes(film.read_bytes())
            new = NewObject(VIDEOS, name, film.stat().st_size, "video/mp4")
            await receive_file(Access(db, objects, creator), tmp_path / "again", new)
            async for found in super().list_objects(prefix):
                yield found

    receipt = await remove_video(Access(db, Slow(None, tmp_path / "home"), creator), video_id)
    assert (receipt.objects, receipt.waiting) == ((), ())
    assert await stored(objects) == [object_name(VIDEOS, name)]
    async with db.acting_as(creator) as tx:
        assert (await get_video(tx, video_id)).status == "pending"


async def test_only_the_owner_removes_it(db: Database, objects: ObjectStore, creator: Actor) -> None:
    async with db.as_service("test") as tx:
        sam = as_student(await a_student(tx, own(creator)))
        bob = as_creator(await a_creator(tx, name="Bob"))
        video_id = await a_video(tx, own(creator))
    with pytest.raises(NotAllowed):
        await remove_video(Access(db, objects, sam), video_id)
    with pytest.raises(NotFound):
        await remove_video(Access(db, objects, bob), video_id)
    async with db.acting_as(bob) as tx:
        row = await tx.fetch_one("select private.drop_video_jobs(%(id)s) as jobs", {"id": video_id})
    assert row == {"jobs": 0}
    staff = Actor("authenticated", subject=uuid4(), creator_id=own(creator))
    assert (await remove_video(Access(db, objects, staff), video_id)).video_id == video_id
    with pytest.raises(NotFound):
        await remove_video(Access(db, objects, creator), video_id)


async def test_a_thumbnail_that_something_shows_stays(db: Database, objects: ObjectStore, creator: Actor) -> None:
    async with db.as_service("test") as tx:
        first, second = await a_video(tx, own(creator)), await a_video(tx, own(creator))
        bob = await a_creator(tx, name="Bob")
        await tx.execute(
            "insert into storage.objects (bucket_id, name) values ('thumbnails', %(name)s)", {"name": f"{bob}/b.png"}
        )
    picture = f"{own(creator)}/a.png"
    await with_thumbnails(db, objects, creator, {first: picture, second: picture})
    assert (await remove_video(Access(db, objects, creator), first)).objects == ()
    assert await stored(objects) == [object_name(THUMBNAILS, picture)]
    async with db.acting_as(creator) as tx:
        row = await tx.fetch_one("select private.drop_thumbnail(%(name)s) as size", {"name": f"{bob}/b.png"})
    assert row == {"size": None}
    receipt = await remove_video(Access(db, objects, creator), second)
    assert receipt.objects == (RemovedObject(THUMBNAILS, picture, len(PICTURE)),)
    assert await stored(objects) == []


class Stubborn(ObjectStore):
    """A store in which nothing can be removed."""

    async def delete(self, name: str) -> None:
        raise ProviderError("The store of files failed.", code="storage_failed")


async def test_bytes_that_cannot_be_removed_wait_for_the_sweep(
    database: ADatabase, db: Database, objects: ObjectStore, creator: Actor, tmp_path: Path
) -> None:
    """The store fails: the video is gone all the same, and the receipt says what is left."""
    film = a_silent_video(tmp_path / "talk.mp4")
    video_id = (await add_file(Access(db, objects, creator), film)).video_id
    receipt = await remove_video(Access(db, Stubborn(None, tmp_path / "home"), creator), video_id)
    assert await places(database, video_id) == set()
    assert (receipt.objects, receipt.bytes_freed) == ((), 0)
    assert [one.size_bytes for one in receipt.waiting] == [film.stat().st_size]
    assert len(await stored(objects)) == 1


class Listening:
    """A transcriber that has begun, and goes on until it is told to stop."""

    name = "listening"

    def __init__(self) -> None:
        self.has_begun = threading.Event()
        self.has_ended = threading.Event()

    def transcribe(
        self,
        samples: NDArray[np.float32],
        language: str | None = None,
        on_progress: Progress | None = None,
        previous_language: str | None = None,
    ) -> Transcription:
        assert on_progress
        self.has_begun.set()
        try:
            while True:
                on_progress(0.1)
                if self.has_ended.wait(0.01):
                    return Transcription([], None, 0.0)
        finally:
            self.has_ended.set()


async def test_a_worker_in_the_middle_of_it_ends_quietly(
    database: ADatabase, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It stops listening, fails nothing, makes nothing again, and does the next video's job."""
    app = App(Settings(home=tmp_path, _env_file=None), database.login_url)
    listening = Listening()
    app.providers = replace(app.providers, transcriber=lambda: listening)
    await app.db.open()
    try:
        async with app.db.as_service("test") as tx:
            creator = as_creator(await a_creator(tx))
        video_id = (await add_file(Access(app.db, app.objects, creator), a_tone(tmp_path / "tone.mp4"))).video_id
        with caplog.at_level(logging.WARNING):
            async with app.worker(), asyncio.timeout(60):
                await asyncio.to_thread(listening.has_begun.wait)
                receipt = await remove_video(Access(app.db, app.objects, creator), video_id)
                await asyncio.to_thread(listening.has_ended.wait)
                while "jobs.procrastinate_jobs" in await places(database, video_id):  # noqa: ASYNC110 - the worker's work
                    await asyncio.sleep(0.02)
    finally:
        await app.db.close()
    assert receipt.jobs == 0  # the one that ran ended by itself
    assert await places(database, video_id) == set()
    assert await stored(app.objects) == []
    # Whatever the clock says, upkeep may be due, and there is no model here.
    assert [record.message for record in caplog.records if record.name != "chronos.operations.upkeep"] == []


@pytest.mark.parametrize("stage", ["chunk", "embed"])
async def test_removing_and_a_stage_that_writes_never_wait_for_each_other_in_a_circle(
    database: ADatabase,
    db: Database,
    objects: ObjectStore,
    creator: Actor,
    embedder: MiniLM,
    tmp_path: Path,
    stage: str,
) -> None:
    """The stage is stopped in the middle of its writing, the video is removed, the stage goes on."""
    (tmp_path / "talk.vtt").write_text(CAPTIONS)
    film = a_silent_video(tmp_path / "talk.mp4")
    video_id = (await add_file(Access(db, objects, creator), film, Details(captions=tmp_path / "talk.vtt"))).video_id
    await probe_video(db, objects, video_id)
    await transcribe_video(db, objects, no_transcriber, video_id)
    if stage == "chunk":
        async with db.as_service("test") as tx:
            await some_chunks(tx, own(creator), video_id, ["of an earlier try"])
    else:
        await chunk_video(db, video_id)
    work = chunk_video(db, video_id) if stage == "chunk" else embed_video(db, embedder, video_id)
    async with await psycopg.AsyncConnection.connect(database.superuser_url, autocommit=True) as owner:
        await owner.execute("create function wait() returns trigger language plpgsql as $$ begin "
                            "perform pg_advisory_xact_lock(1); return new; end $$")  # fmt: skip
        event = "insert" if stage == "chunk" else "update"
        await owner.execute(
            f"create trigger wait before {event} on video_chunks for each row execute function wait()".encode()
        )
        await owner.execute("select pg_advisory_lock(1)")
        working = asyncio.create_task(work)
        await waiting(owner, 1)
        removing = asyncio.create_task(remove_video(Access(db, objects, creator), video_id))
        await waiting(owner, 2)
        await owner.execute("select pg_advisory_unlock(1)")
        await working
        receipt = await removing
    assert receipt.chunks == 1
    assert await places(database, video_id) == set()


async def waiting(owner: psycopg.AsyncConnection[Any], count: int) -> None:
    """Until so many sessions of the test's database wait for a lock."""
    async with asyncio.timeout(20):
        while True:
            found = await owner.execute(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
            )
            row = await found.fetchone()
            if row and row[0] >= count:
                return
            await asyncio.sleep(0.01)
