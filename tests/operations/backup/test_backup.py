"""What was backed up comes back, all of it or nothing, into an empty database, as plain `postgres`."""

import asyncio
import hashlib
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from chronos.db import Database, migrate
from chronos.errors import Conflict, Invalid, ProviderError
from chronos.jobs import enqueue_stage
from chronos.model import ANONYMOUS
from chronos.operations.backup import BackedUp, back_up, restore
from chronos.operations.backup.archive import ArchiveWriter, members
from chronos.operations.backup.programs import require_server, running_program
from chronos.operations.vector_index.reindex import reindex
from chronos.providers.objects import ObjectStore
from tests.conftest import ADatabase
from tests.factories import a_video
from tests.operations.vector_index.vectors import some_libraries
from tests.policies.world import World, a_world

FILES = {
    "videos/a/b/source.mp4": os.urandom(3_000_000),
    "videos/a/b/captions.vtt": "WEBVTT\n\n…".encode(),
    "thumbnails/a/ünïcode and spaces.png": b"png",
    "user-uploads/a/empty": b"",
}


@pytest.fixture
async def world(db: Database) -> World:
    """Rows in every table, and a job."""
    made = await a_world(db)
    async with db.as_service("test") as tx:
        row = await tx.fetch_one("select id, creator_id from videos where status = 'pending'")
        assert row
        await enqueue_stage(tx, row["id"], "probe")
    return made


@pytest.fixture
async def files(tmp_path: Path) -> ObjectStore:
    store = ObjectStore(None, tmp_path / "first home")
    for name, content in FILES.items():
        await store.put(name, content)
    await store.put("elsewhere/not ours.txt", b"-")
    return store


@pytest.fixture
def second(tmp_path: Path) -> ObjectStore:
    """Where files are put back."""
    return ObjectStore(None, tmp_path / "second home")


async def stored(store: ObjectStore) -> dict[str, bytes]:
    return {
        name: await store.get(name)
        for bucket in ("videos", "thumbnails", "user-uploads", "elsewhere")
        async for name, _ in store.list_objects(f"{bucket}/")
    }


def rows(database: ADatabase) -> dict[str, str]:
    """Every table of ours with all of its rows, summed up in another way than the backup does it."""
    with psycopg.connect(database.url) as connection:
        connection.execute("set search_path = public, extensions")
        tables = connection.execute(
            "select format('%I.%I', relnamespace::regnamespace, relname) from pg_class where relkind = 'r' "
            "and relnamespace::regnamespace::text in ('public', 'private', 'jobs', 'supabase_migrations', 'storage')"
        ).fetchall()
        found = {}
        for (table,) in tables:
            where = "where bucket_id <> 'another'" if table == "storage.objects" else ""
            where = "where id <> 'another'" if table == "storage.buckets" else where
            statement = f"select t::text from {table} as t {where}"  # noqa: S608 - names from the catalogue
            lines = connection.execute(statement.encode()).fetchall()
            found[table] = f"{len(lines)} {hashlib.sha256(repr(sorted(lines)).encode()).hexdigest()}"
    return found


def size_and_mode(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mode & 0o777


def names_in(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def triggers_that_are_off(database: ADatabase) -> list[tuple[object, ...]]:
    with psycopg.connect(database.url) as connection:
        return connection.execute("select tgrelid::regclass, tgname from pg_trigger where tgenabled <> 'O'").fetchall()


async def test_everything_comes_back(
    database: ADatabase,
    empty_database: ADatabase,
    world: World,
    files: ObjectStore,
    second: ObjectStore,
    tmp_path: Path,
) -> None:
    kept = await back_up(database.url, files, tmp_path / "backup")
    assert {table.name: table.rows for table in kept.tables}["public.students"] == 4
    assert (kept.files, kept.file_bytes) == (4, sum(map(len, FILES.values())))
    assert kept.size_bytes == size_and_mode(tmp_path / "backup")[0]
    assert size_and_mode(tmp_path / "backup")[1] == 0o600

    told = await restore(empty_database.url, second, tmp_path / "backup")

    assert rows(empty_database) == rows(database)
    assert told.tables == kept.tables
    assert await stored(second) == FILES
    assert triggers_that_are_off(empty_database) == []
    assert names_in(tmp_path) == ["backup", "first home", "second home"]


async def test_what_came_back_works(
    database: ADatabase,
    empty_database: ADatabase,
    world: World,
    files: ObjectStore,
    second: ObjectStore,
    tmp_path: Path,
) -> None:
    await back_up(database.url, files, tmp_path / "backup")
    await restore(empty_database.url, second, tmp_path / "backup")
    restored = Database(empty_database.login_url, max_size=2)
    await restored.open()
    try:
        async with restored.acting_as(world.actors["student"]) as tx:
            found = await tx.fetch(
                "select * from search_video_chunks((array[1] || array_fill(0, array[1535]))::vector)"
            )
            assert len(found) == 1
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with restored.acting_as(ANONYMOUS) as tx:
                await tx.fetch("select * from videos")
        async with restored.as_service("test") as tx:  # triggers, sequences and the queue go on
            row = await tx.fetch_one("select id from creators where is_active limit 1")
            assert row
            video = await a_video(tx, row["id"], title="New")
            await enqueue_stage(tx, video, "probe")
            [steps] = await tx.fetch(
                "select count(*) from private.video_status_changes where video_id = %(v)s", {"v": video}
            )
            assert steps["count"] == 6
    finally:
        await restored.close()


async def test_it_is_of_one_moment(
    database: ADatabase,
    empty_database: ADatabase,
    world: World,
    files: ObjectStore,
    second: ObjectStore,
    tmp_path: Path,
) -> None:
    before = rows(database)

    def meanwhile(what: str, _part: float | None) -> None:
        if what == "dumping the database":
            with psycopg.connect(database.url) as connection:
                connection.execute("insert into public.creators (name) values ('Late')")

    await back_up(database.url, files, tmp_path / "backup", on_progress=meanwhile)
    assert rows(database) != before
    await restore(empty_database.url, second, tmp_path / "backup")
    assert rows(empty_database) == before


async def test_a_vector_index_is_built_again(
    database: ADatabase, empty_database: ADatabase, second: ObjectStore, tmp_path: Path
) -> None:
    some_libraries(database)
    await reindex(database.url, "ivfflat", lists=3)
    await back_up(database.url, second, tmp_path / "backup")
    told = await restore(empty_database.url, second, tmp_path / "backup")
    assert list(told.indexes) == ["idx_video_chunks_embedding_cosine"]
    assert rows(empty_database) == rows(database)


async def test_a_backup_of_an_older_schema_is_brought_up_to_date(
    empty_database: ADatabase, database: ADatabase, second: ObjectStore, tmp_path: Path
) -> None:
    ours = migrate.load_migrations()
    await migrate.push(empty_database.url, ours[:-1])
    with psycopg.connect(empty_database.url) as connection:
        connection.execute("insert into public.creators (name) values ('Old')")
    await back_up(empty_database.url, second, tmp_path / "backup")
    # This one has every migration and no rows: its tables are made anew, as they were then, and migrated with the rows.
    told = await restore(database.url, second, tmp_path / "backup")
    assert list(told.applied) == [ours[-1].file]
    assert all(state.in_database for state in await migrate.status(database.url, ours))
    with psycopg.connect(database.url) as connection:
        assert connection.execute("select name from public.creators").fetchall() == [("Old",)]


# Refusals ---------------------------------------------------------------------------------------------------------


async def some_backup(database: ADatabase, files: ObjectStore, tmp_path: Path) -> BackedUp:
    return await back_up(database.url, files, tmp_path / "backup")


def is_untouched(database: ADatabase) -> bool:
    with psycopg.connect(database.url) as connection:
        [(count,)] = connection.execute(
            "select count(*) from pg_class where relnamespace::regnamespace::text in ('public', 'supabase_migrations')"
        ).fetchall()
    return bool(count == 0)


@pytest.mark.parametrize("damage", ["half", "last byte", "a bit", "empty", "another file", "missing"])
async def test_a_damaged_backup_is_refused_before_anything_is_touched(
    database: ADatabase,
    empty_database: ADatabase,
    world: World,
    files: ObjectStore,
    second: ObjectStore,
    tmp_path: Path,
    damage: str,
) -> None:
    await some_backup(database, files, tmp_path)
    whole = (tmp_path / "backup").read_bytes()
    middle = len(whole) // 2
    contents = {
        "half": whole[:middle],
        "last byte": whole[:-1],
        "a bit": whole[:middle] + bytes([whole[middle] ^ 4]) + whole[middle + 1 :],
        "empty": b"",
        "another file": b"PGDMP" * 1000,
    }
    path = tmp_path / "damaged"
    if damage in contents:
        path.write_bytes(contents[damage])
    with pytest.raises(Invalid):
        await restore(empty_database.url, second, path)
    assert is_untouched(empty_database)
    assert await stored(second) == {}


async def test_a_database_with_rows_is_refused(
    database: ADatabase, world: World, files: ObjectStore, second: ObjectStore, tmp_path: Path
) -> None:
    await some_backup(database, files, tmp_path)
    before = rows(database)
    with pytest.raises(Conflict, match="chronos db reset"):
        await restore(database.url, second, tmp_path / "backup")
    assert rows(database) == before
    assert await stored(second) == {}


class TornStore(ObjectStore):
    """A store that fails after the first file."""

    puts = 0

    async def put(self, name: str, source: Path | bytes) -> None:
        self.puts += 1
        if self.puts > 1:
            raise ProviderError("The store went away.", code="storage_failed")
        await super().put(name, source)


async def test_an_interrupted_restore_begins_again(
    database: ADatabase,
    empty_database: ADatabase,
    world: World,
    files: ObjectStore,
    second: ObjectStore,
    tmp_path: Path,
) -> None:
    await some_backup(database, files, tmp_path)
    with pytest.raises(ProviderError, match="went away"):
        await restore(empty_database.url, TornStore(None, tmp_path / "second home"), tmp_path / "backup")
    await restore(empty_database.url, second, tmp_path / "backup")
    assert rows(empty_database) == rows(database)
    assert await stored(second) == FILES


def changed(path: Path, **changes: object) -> Path:
    """A copy of the backup, whole, with another manifest."""
    copy = path.with_name("changed")
    with copy.open("wb") as file:
        archive = ArchiveWriter(file)
        for name, _, content in members(path):
            text = content.read()
            archive.add(name, json.dumps(json.loads(text) | changes).encode() if name == "manifest.json" else text)
        archive.finish()
    return copy


def manifest_of(path: Path) -> dict[str, list[dict[str, object]]]:
    [manifest] = [json.load(content) for name, _, content in members(path) if name == "manifest.json"]
    return dict(manifest)


async def test_rows_that_do_not_come_out_as_they_were_are_not_kept(
    database: ADatabase,
    empty_database: ADatabase,
    world: World,
    files: ObjectStore,
    second: ObjectStore,
    tmp_path: Path,
) -> None:
    await some_backup(database, files, tmp_path)
    tables = manifest_of(tmp_path / "backup")["tables"]
    for table in tables:
        table["checksum"] = "1" if table["name"] == "public.videos" else table["checksum"]
    with pytest.raises(ProviderError, match=r"public\.videos did not come back"):
        await restore(empty_database.url, second, changed(tmp_path / "backup", tables=tables))
    with psycopg.connect(empty_database.url) as connection:
        assert connection.execute("select count(*) from public.creators").fetchall() == [(0,)]
    assert triggers_that_are_off(empty_database) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format": 2}, "another form"),
        ({"migrations": [{"version": "20990101000000", "name": "later"}]}, "20990101000000_later"),
    ],
)
async def test_a_backup_of_a_later_version_is_refused(
    database: ADatabase,
    empty_database: ADatabase,
    files: ObjectStore,
    second: ObjectStore,
    tmp_path: Path,
    changes: dict[str, object],
    words: str,
) -> None:
    await some_backup(database, files, tmp_path)
    with pytest.raises(Invalid, match=words):
        await restore(empty_database.url, second, changed(tmp_path / "backup", **changes))
    assert is_untouched(empty_database)


async def test_a_backup_never_replaces_a_file(database: ADatabase, files: ObjectStore, tmp_path: Path) -> None:
    (tmp_path / "backup").write_text("precious")
    with pytest.raises(Invalid, match="exists already"):
        await some_backup(database, files, tmp_path)
    assert (tmp_path / "backup").read_text() == "precious"
    with pytest.raises(Invalid, match="cannot be written"):
        await back_up(database.url, files, tmp_path / "nowhere" / "backup")


async def test_a_backup_that_fails_leaves_nothing(database: ADatabase, files: ObjectStore, tmp_path: Path) -> None:
    class Shrinking(ObjectStore):
        """Files that are shorter than their listing says."""

        async def list_objects(self, prefix: str) -> AsyncIterator[tuple[str, int]]:
            async for name, size in super().list_objects(prefix):
                yield name, size + 1

    with pytest.raises(ProviderError, match="changed while it was read"):
        await back_up(database.url, Shrinking(None, tmp_path / "first home"), tmp_path / "backup")
    assert names_in(tmp_path) == ["first home"]


async def test_an_empty_database_is_not_backed_up(
    empty_database: ADatabase, files: ObjectStore, tmp_path: Path
) -> None:
    with pytest.raises(Conflict, match="nothing to back up"):
        await some_backup(empty_database, files, tmp_path)


async def test_files_that_are_nowhere_are_told(
    database: ADatabase, db: Database, world: World, files: ObjectStore, tmp_path: Path
) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("insert into storage.objects (bucket_id, name) values ('videos', 'a/b/source.mp4')")
    kept = await some_backup(database, files, tmp_path)
    assert len(kept.missing) == 9  # those that the world names and nobody stored
    assert "videos/a/b/source.mp4" not in kept.missing


async def test_a_newer_server_is_refused() -> None:
    await require_server(18_0004)
    with pytest.raises(ProviderError, match="PostgreSQL 99"):
        await require_server(99_0001)


def command_line(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


async def test_a_password_is_on_no_command_line() -> None:
    lines = []

    async def hear_and_hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read.wait()
        writer.close()

    async def dump(url: str) -> None:
        async with running_program("pg_dump", url=url) as process:
            lines.append(command_line(process.pid))
            read.set()

    read = asyncio.Event()
    server = await asyncio.start_server(hear_and_hang_up, "127.0.0.1", 0)  # pg_dump must wait while it is looked at
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(ProviderError) as failed:
            await dump(f"postgresql://somebody:hunter2@127.0.0.1:{port}/postgres")
    assert b"somebody" in lines[0]
    assert b"hunter2" not in lines[0]
    assert "hunter2" not in str(failed.value)
