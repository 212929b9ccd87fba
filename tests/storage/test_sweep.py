"""The sweep on a real database and real stores: what a row knows stays, whatever else happens."""

import asyncio
import itertools
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from chronos.db import Database, Tx, embedded
from chronos.errors import ProviderError
from chronos.model import CreatorId
from chronos.providers.objects import ObjectStore
from chronos.storage import Access, UploadFolder
from chronos.storage.sweep import Broom, list_sweepable, sweep_files, take
from chronos.videos import add_file, remove_video
from tests.conftest import create_database, drop_database
from tests.factories import a_creator, as_creator
from tests.media import a_silent_video
from tests.s3_server import BUCKET, S3Server, s3_server

_numbers = itertools.count(1)
NOW, MID, OLD = timedelta(0), timedelta(hours=2), timedelta(hours=25)
OBJECT, SOURCE, CAPTIONS, NOBODY = "object", "source", "captions", "nobody"
PICTURE, COURSE, LOGO = "picture", "course", "logo"


@dataclass(frozen=True)
class Piece:
    """A file, who knows of it, and how old its bytes and its row are; None: there are none."""

    bucket: str
    knower: str
    bytes_age: timedelta | None
    row_age: timedelta

    @property
    def goes(self) -> bool:
        """Whether its bytes are swept."""
        if self.bytes_age is None or self.bytes_age == NOW:
            return False
        return self.knower == NOBODY or self.row_goes

    @property
    def row_goes(self) -> bool:
        """Whether its row is swept."""
        lasts = {"user-uploads": timedelta(hours=24), "thumbnails": timedelta(hours=1)}
        return self.knower == OBJECT and self.bucket in lasts and self.row_age > lasts[self.bucket]


ages = st.sampled_from([NOW, MID, OLD])
pieces = st.one_of(
    st.builds(
        Piece,
        st.sampled_from(["videos", "thumbnails", "user-uploads"]),
        st.sampled_from([OBJECT, NOBODY]),
        st.none() | ages,
        ages,
    ),
    st.builds(Piece, st.just("videos"), st.sampled_from([SOURCE, CAPTIONS]), st.none() | ages, ages),
    st.builds(Piece, st.just("thumbnails"), st.sampled_from([PICTURE, COURSE, LOGO]), st.none() | ages, ages),
)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as opened:
        yield opened


@pytest.fixture(scope="module")
def shared(server: embedded.EmbeddedServer, migrated: str, runner: asyncio.Runner) -> Iterator[Database]:
    """One database for all examples; each begins by emptying it."""
    made = create_database(server, f"sweep_{next(_numbers)}", migrated)
    opened = Database(made.login_url, max_size=2)
    runner.run(opened.open())
    yield opened
    runner.run(opened.close())
    drop_database(server, made.name)


@pytest.fixture
def broom(db: Database, tmp_path: Path) -> Broom:
    return Broom(db, ObjectStore(None, tmp_path), tmp_path)


async def a_piece(tx: Tx, broom: Broom, creator: CreatorId, piece: Piece) -> str:
    """Its rows and bytes; its name in the store."""
    video = uuid4()
    if piece.knower == LOGO:  # a school has one
        creator = await a_creator(tx)
    name = f"{creator}/{video}/file" if piece.bucket == "videos" else f"{creator}/{video}.png"
    values = {"creator": creator, "video": video, "name": name, "bucket": piece.bucket, "age": piece.row_age}
    if piece.knower == OBJECT:
        await tx.execute(
            "insert into storage.objects (bucket_id, name, metadata, created_at, updated_at) "
            "values (%(bucket)s, %(name)s, '{\"size\": 5}', now() - %(age)s, now() - %(age)s)",
            values,
        )
    elif piece.knower == COURSE:
        await tx.execute(
            "insert into courses (creator_id, title, thumbnail_path) values (%(creator)s, 'One', %(name)s)", values
        )
    elif piece.knower == LOGO:
        await tx.execute("update creators set logo_path = %(name)s where id = %(creator)s", values)
    elif piece.knower != NOBODY:
        await tx.execute(
            "insert into videos (id, creator_id, title, storage_path, thumbnail_path, metadata, deleted_at) "
            "values (%(video)s, %(creator)s, 'One', %(source)s, %(picture)s, %(metadata)s, "
            "        case when %(age)s > interval '3 hours' then now() end)",
            values
            | {
                "source": name if piece.knower == SOURCE else None,
                "picture": name if piece.knower == PICTURE else None,
                "metadata": Jsonb({"captions": name} if piece.knower == CAPTIONS else {}),
            },
        )
    stored = f"{piece.bucket}/{name}"
    if piece.bytes_age is not None:
        await lay(broom, stored, piece.bytes_age)
    return stored


async def lay(broom: Broom, stored: str, age: timedelta) -> None:
    """Bytes of that age in a local store."""
    await broom.objects.put(stored, b"bytes")
    when = datetime.now(UTC).timestamp() - age.total_seconds()
    os.utime(broom.home / "storage" / stored, (when, when))


async def stored(objects: ObjectStore) -> set[str]:
    found: set[str] = set()
    for bucket in ("videos", "thumbnails", "user-uploads"):
        async for batch in objects.list_stored(f"{bucket}/"):
            found |= {one.name for one in batch}
    return found


async def rows(db: Database) -> set[str]:
    async with db.as_service("test") as tx:
        found = await tx.fetch("select bucket_id || '/' || name as name from storage.objects")
    return {row["name"] for row in found}


async def empty(broom: Broom) -> None:
    for name in await stored(broom.objects):
        await broom.objects.delete(name)
    async with broom.db.as_service("test") as tx:
        await tx.fetch("select set_config('storage.allow_delete_query', 'true', true)")
        await tx.execute("delete from storage.objects")
        await tx.execute("delete from creators")


def test_exactly_the_unknown_old_ones_go(
    runner: asyncio.Runner, shared: Database, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Random worlds of rows and bytes of all ages: what is left is what is known or young."""
    home = tmp_path_factory.mktemp("home")
    broom = Broom(shared, ObjectStore(None, home), home)

    async def check(world: Sequence[Piece]) -> None:
        await empty(broom)
        async with shared.as_service("test") as tx:
            creator = await a_creator(tx)
            names = {await a_piece(tx, broom, creator, piece): piece for piece in world}
        planned = {one.name for one in await list_sweepable(broom)}
        assert planned == {name for name, piece in names.items() if piece.row_goes or piece.goes}
        swept = await sweep_files(broom)
        assert {one.name for one in swept.removed} == planned
        assert (swept.spared, swept.failed) == ([], [])
        assert await stored(broom.objects) == {
            name for name, piece in names.items() if piece.bytes_age is not None and not piece.goes
        }
        assert await rows(shared) == {
            name for name, piece in names.items() if piece.knower == OBJECT and not piece.row_goes
        }
        # What is left of an object whose bytes are younger than its row is unknown now, and young.
        assert [one.name for one in (await sweep_files(broom)).removed] == []

    @settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(pieces, max_size=12))
    def run(world: Sequence[Piece]) -> None:
        runner.run(check(world))

    run()


@pytest.mark.parametrize("knower", [OBJECT, SOURCE, CAPTIONS, PICTURE, COURSE, LOGO])
async def test_a_row_that_comes_between_listing_and_removing_saves_the_bytes(broom: Broom, knower: str) -> None:
    async with broom.db.as_service("test") as tx:
        creator = await a_creator(tx)
    unknown = Piece("thumbnails" if knower in (PICTURE, COURSE, LOGO) else "videos", NOBODY, MID, NOW)
    async with broom.db.as_service("test") as tx:
        name = await a_piece(tx, broom, creator, unknown)
    now = datetime.now(UTC)
    [doomed] = await list_sweepable(broom, now)
    assert doomed.name == name
    async with broom.db.as_service("test") as tx:  # the upload commits
        await a_piece_named(tx, creator, name, knower)
    assert not await take(broom, doomed, now)
    assert await stored(broom.objects) == {name}
    assert await list_sweepable(broom) == []


async def a_piece_named(tx: Tx, creator: CreatorId, stored_name: str, knower: str) -> None:
    bucket, _, name = stored_name.partition("/")
    video = name.split("/")[1].removesuffix(".png")
    values = {"bucket": bucket, "name": name, "creator": creator, "id": video, "told": Jsonb({"captions": name})}
    statements = {
        OBJECT: "insert into storage.objects (bucket_id, name) values (%(bucket)s, %(name)s)",
        SOURCE: "insert into videos (id, creator_id, title, storage_path) values (%(id)s, %(creator)s, 'A', %(name)s)",
        CAPTIONS: "insert into videos (id, creator_id, title, metadata) values (%(id)s, %(creator)s, 'A', %(told)s)",
        PICTURE: "insert into videos (creator_id, title, thumbnail_path) values (%(creator)s, 'A', %(name)s)",
        COURSE: "insert into courses (creator_id, title, thumbnail_path) values (%(creator)s, 'A', %(name)s)",
        LOGO: "update creators set logo_path = %(name)s where id = %(creator)s",
    }
    await tx.execute(statements[knower], values)


async def test_bytes_that_are_stored_again_between_listing_and_removing_stay(broom: Broom, tmp_path: Path) -> None:
    """Its row is about to be written. A local store links a file, whose own time may be long past."""
    file = tmp_path / "received"
    file.write_bytes(b"bytes")
    os.utime(file, (1e9, 1e9))
    await lay(broom, "videos/a/b/c", OLD)
    await lay(broom, "videos/a/b/d", OLD)
    now = datetime.now(UTC)
    doomed = await list_sweepable(broom, now)
    assert len(doomed) == 2
    await broom.objects.delete("videos/a/b/d")
    for name in ("videos/a/b/c", "videos/a/b/d"):
        await broom.objects.move(await broom.objects.prepare(name, file), name)
    assert [await take(broom, one, now) for one in doomed] == [False, False]
    assert await stored(broom.objects) == {"videos/a/b/c", "videos/a/b/d"}
    assert await list_sweepable(broom) == []


async def test_a_user_upload_that_is_sent_again_stays(broom: Broom) -> None:
    async with broom.db.as_service("test") as tx:
        creator = await a_creator(tx)
        name = await a_piece(tx, broom, creator, Piece("user-uploads", OBJECT, OLD, OLD))
    now = datetime.now(UTC)
    [doomed] = await list_sweepable(broom, now)
    await broom.objects.put(name, b"newer")
    async with broom.db.as_service("test") as tx:
        await tx.execute("update storage.objects set updated_at = now()")
    assert not await take(broom, doomed, now)
    assert await broom.objects.get(name) == b"newer"
    assert len(await rows(broom.db)) == 1


async def test_what_a_removal_left_behind_goes_with_the_next_sweep(broom: Broom, tmp_path: Path) -> None:
    class Stubborn(ObjectStore):
        async def delete(self, name: str) -> None:
            raise ProviderError("The store of files failed.", code="storage_failed")

    async with broom.db.as_service("test") as tx:
        actor = as_creator(await a_creator(tx))
    kept = await add_file(Access(broom.db, broom.objects, actor), a_silent_video(tmp_path / "kept.mp4"))
    gone = await add_file(Access(broom.db, broom.objects, actor), a_silent_video(tmp_path / "gone.mp4", seconds=5))
    receipt = await remove_video(Access(broom.db, Stubborn(None, tmp_path), actor), gone.video_id)
    later = datetime.now(UTC) + MID
    swept = await sweep_files(broom, later)
    assert [one.name for one in swept.removed] == [f"{one.bucket}/{one.name}" for one in receipt.waiting]
    assert swept.bytes_freed == (tmp_path / "gone.mp4").stat().st_size
    assert [str(kept.video_id) in name for name in await stored(broom.objects)] == [True]


async def test_what_fails_is_left_for_the_next_sweep(broom: Broom, tmp_path: Path) -> None:
    class Failing(ObjectStore):
        async def delete(self, name: str) -> None:
            if name.endswith("first"):
                raise ProviderError("The store of files failed.", code="storage_failed")
            await super().delete(name)

    await lay(broom, "videos/first", OLD)
    await lay(broom, "videos/second", OLD)
    swept = await sweep_files(Broom(broom.db, Failing(None, tmp_path), tmp_path))
    assert ([one.name for one in swept.removed], [one.name for one in swept.failed]) == (
        ["videos/second"],
        ["videos/first"],
    )
    assert [one.name for one in (await sweep_files(broom)).removed] == ["videos/first"]


# Uploads ------------------------------------------------------------------------------------------------------------


async def an_upload(broom: Broom, creator: CreatorId, *, expires_in: timedelta | None) -> UUID:
    """Five bytes on disk; `expires_in` None: no row."""
    upload_id = uuid4()
    staging = UploadFolder(broom.home)
    staging.create(upload_id)
    with staging.lock(upload_id) as held:
        held.write(b"bytes")
        held.sync()
    if expires_in is not None:
        async with broom.db.as_service("test") as tx:
            await tx.execute(
                "insert into private.uploads (id, creator_id, bucket_id, object_name, length_bytes, content_type, "
                "expires_at) values (%(id)s, %(creator)s, 'videos', 'a', 9, 'video/mp4', now() + %(expires)s)",
                {"id": upload_id, "creator": creator, "expires": expires_in},
            )
    return upload_id


async def uploads(broom: Broom) -> set[UUID]:
    async with broom.db.as_service("test") as tx:
        return {row["id"] for row in await tx.fetch("select id from private.uploads")}


def make_older(broom: Broom, age: timedelta, *ids: object) -> None:
    when = datetime.now(UTC).timestamp() - age.total_seconds()
    for path in (broom.home / "incoming").rglob("*"):
        if any(path.name.startswith(str(id_)) for id_ in ids):
            os.utime(path, (when, when))


async def test_expired_uploads_go_with_their_bytes(broom: Broom) -> None:
    async with broom.db.as_service("test") as tx:
        creator = await a_creator(tx)
    expired = await an_upload(broom, creator, expires_in=timedelta(seconds=-1))
    going_on = await an_upload(broom, creator, expires_in=timedelta(minutes=1))
    lost, begun = await an_upload(broom, creator, expires_in=None), await an_upload(broom, creator, expires_in=None)
    make_older(broom, OLD, going_on)  # an upload whose client sleeps
    make_older(broom, MID, lost)
    planned = {(one.kind, one.name): one.size_bytes for one in await list_sweepable(broom)}
    assert planned.keys() == {("upload", str(expired)), ("staged", str(lost))}
    assert all(size >= 5 for size in planned.values())
    swept = await sweep_files(broom)
    assert {one.name for one in swept.removed} == {str(expired), str(lost)}
    assert UploadFolder(broom.home).ids() == {going_on, begun}
    assert await uploads(broom) == {going_on}
    assert UploadFolder(broom.home).offset(going_on) == 5


async def test_a_finished_upload_without_bytes_goes_too(broom: Broom) -> None:
    async with broom.db.as_service("test") as tx:
        creator = await a_creator(tx)
    upload_id = await an_upload(broom, creator, expires_in=timedelta(seconds=-1))
    UploadFolder(broom.home).remove(upload_id)
    assert [one.name for one in (await sweep_files(broom)).removed] == [str(upload_id)]
    assert await uploads(broom) == set()


async def test_an_upload_in_use_is_spared(broom: Broom) -> None:
    """A request that began in time may send its last bytes."""
    async with broom.db.as_service("test") as tx:
        creator = await a_creator(tx)
    upload_id = await an_upload(broom, creator, expires_in=timedelta(seconds=-1))
    with UploadFolder(broom.home).lock(upload_id):
        assert [one.name for one in (await sweep_files(broom)).spared] == [str(upload_id)]
        assert await uploads(broom) == {upload_id}
    assert [one.name for one in (await sweep_files(broom)).removed] == [str(upload_id)]


async def test_an_upload_whose_row_comes_late_is_spared(broom: Broom) -> None:
    async with broom.db.as_service("test") as tx:
        creator = await a_creator(tx)
    upload_id = await an_upload(broom, creator, expires_in=None)
    make_older(broom, MID, upload_id)
    now = datetime.now(UTC)
    [doomed] = await list_sweepable(broom, now)
    async with broom.db.as_service("test") as tx:
        await tx.execute(
            "insert into private.uploads (id, creator_id, bucket_id, object_name, length_bytes, content_type) "
            "values (%(id)s, %(creator)s, 'videos', 'a', 9, 'video/mp4')",
            {"id": upload_id, "creator": creator},
        )
    assert not await take(broom, doomed, now)
    assert UploadFolder(broom.home).ids() == {upload_id}


async def test_what_killed_requests_left_goes_after_a_day(broom: Broom) -> None:
    incoming = broom.home / "incoming"
    for folder in ("killed", "going_on"):
        (incoming / folder).mkdir(parents=True)
        (incoming / folder / f"{folder}.mp4").write_bytes(b"bytes")
    (incoming / "killed.json").write_bytes(b"{}")
    make_older(broom, OLD, "killed")
    assert {one.name for one in (await sweep_files(broom)).removed} == {"killed/killed.mp4", "killed.json"}
    assert {path.name for path in incoming.rglob("*")} == {"going_on", "going_on.mp4"}
    assert (await sweep_files(broom)).removed == []


async def test_a_leftover_that_is_written_to_again_stays(broom: Broom) -> None:
    (broom.home / "incoming").mkdir()
    file = broom.home / "incoming" / "slow.part"
    file.write_bytes(b"bytes")
    make_older(broom, OLD, "slow")
    now = datetime.now(UTC)
    [doomed] = await list_sweepable(broom, now)
    file.write_bytes(b"more bytes")
    assert not await take(broom, doomed, now)
    assert file.read_bytes() == b"more bytes"


# S3 -----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@pytest.mark.parametrize("url", [f"s3://{BUCKET}/some/prefix", "s3://"])
async def test_on_s3(db: Database, s3: S3Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str) -> None:
    s3.reset()
    s3.lead_to(monkeypatch)
    broom = Broom(db, ObjectStore(url, tmp_path), tmp_path)
    async with db.as_service("test") as tx:
        actor = as_creator(await a_creator(tx))
    kept = await add_file(Access(db, broom.objects, actor), a_silent_video(tmp_path / "kept.mp4"))
    for name in ("videos/a/b/unknown.mp4", "thumbnails/a.png", "user-uploads/a/notes.pdf", "videos/.drafts/x"):
        await broom.objects.put(name, b"bytes")
    assert await list_sweepable(broom) == []  # all are young
    swept = await sweep_files(broom, datetime.now(UTC) + MID)
    assert {one.name for one in swept.removed} == {
        "videos/a/b/unknown.mp4", "thumbnails/a.png", "user-uploads/a/notes.pdf", "videos/.drafts/x",
    }  # fmt: skip
    assert await stored(broom.objects) == {f"videos/{actor.creator_id}/{kept.video_id}/source.mp4"}
