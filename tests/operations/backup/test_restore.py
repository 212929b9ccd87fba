"""A backup is restored exactly or not at all, into an empty database, as plain `postgres`."""

import json
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from chronos.db import Database, migrate
from chronos.errors import Conflict, Invalid, ProviderError
from chronos.jobs import enqueue_stage
from chronos.model import ANONYMOUS
from chronos.operations.backup import back_up, restore
from chronos.operations.backup.archive import members
from chronos.operations.backup.contents import NOT_KEPT
from chronos.operations.vector_index.reindex import reindex
from chronos.providers.objects import ObjectStore
from tests.conftest import ADatabase
from tests.factories import a_video
from tests.operations.backup.copies import FILES, changed, names_in, rows, some_backup, stored
from tests.operations.vector_index.vectors import some_libraries
from tests.policies.world import World


def size_and_mode(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mode & 0o777


def triggers_that_are_off(database: ADatabase) -> list[tuple[object, ...]]:
    with psycopg.connect(database.url) as connection:
        return connection.execute("select tgrelid::regclass, tgname from pg_trigger where tgenabled <> 'O'").fetchall()


async def test_everything_is_restored(
    database: ADatabase,
    empty_database: ADatabase,
    world: World,
    files: ObjectStore,
    second: ObjectStore,
    tmp_path: Path,
) -> None:
    kept = await back_up(database.url, files, tmp_path / "backup")
    assert {table.name: table.rows for table in kept.tables}["public.students"] == 6
    assert (kept.files, kept.file_bytes) == (4, sum(map(len, FILES.values())))
    assert kept.size_bytes == size_and_mode(tmp_path / "backup")[0]
    assert size_and_mode(tmp_path / "backup")[1] == 0o600

    told = await restore(empty_database.url, second, tmp_path / "backup")

    assert rows(empty_database) == rows(database)
    history = "supabase_migrations.schema_migrations"  # written by the migrations, and compared above
    assert told.tables == [table for table in kept.tables if table.name != history]
    assert await stored(second) == FILES
    assert triggers_that_are_off(empty_database) == []
    assert names_in(tmp_path) == ["backup", "first home", "second home"]


async def test_no_sign_in_is_revived(
    database: ADatabase,
    empty_database: ADatabase,
    world: World,
    files: ObjectStore,
    second: ObjectStore,
    tmp_path: Path,
) -> None:
    """One that was ended after the backup would be valid again, and so would a link that was used."""
    kept = await back_up(database.url, files, tmp_path / "backup")
    assert not {table.name for table in kept.tables} & set(NOT_KEPT)
    await restore(empty_database.url, second, tmp_path / "backup")
    for found, expected in ((database, True), (empty_database, False)):
        with psycopg.connect(found.superuser_url) as connection:
            for table in NOT_KEPT:
                row = connection.execute(f"select exists (select from {table})").fetchone()  # noqa: S608 - from above
                assert row == (expected,)


async def test_restored_database_works(
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
            assert len(found) == 4
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


async def test_vector_index_is_rebuilt(
    database: ADatabase, empty_database: ADatabase, second: ObjectStore, tmp_path: Path
) -> None:
    some_libraries(database)
    await reindex(database.url, "ivfflat", lists=3)
    await back_up(database.url, second, tmp_path / "backup")
    told = await restore(empty_database.url, second, tmp_path / "backup")
    assert list(told.indexes) == ["idx_video_chunks_embedding_cosine"]
    assert rows(empty_database) == rows(database)


async def test_backup_of_an_older_schema_is_migrated(
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


@pytest.mark.parametrize(
    "edit",
    [
        "update supabase_migrations.schema_migrations set statements = '{select}'",
        "update supabase_migrations.schema_migrations set name = name || '_before'",
    ],
)
async def test_a_backup_of_a_database_made_by_older_texts_comes_back(
    database: ADatabase,
    empty_database: ADatabase,
    world: World,
    files: ObjectStore,
    second: ObjectStore,
    tmp_path: Path,
    edit: LiteralString,
) -> None:
    before = rows(database)
    with psycopg.connect(database.url) as connection:
        connection.execute(edit)
    await back_up(database.url, files, tmp_path / "backup")
    await restore(empty_database.url, second, tmp_path / "backup")
    assert rows(empty_database) == before
    assert not any(state.is_changed for state in await migrate.status(empty_database.url, migrate.load_migrations()))


async def test_tables_of_an_older_text_are_replaced(
    database: ADatabase,
    empty_database: ADatabase,
    world: World,
    files: ObjectStore,
    second: ObjectStore,
    tmp_path: Path,
) -> None:
    await back_up(database.url, files, tmp_path / "backup")
    await migrate.push(empty_database.url, migrate.load_migrations())
    with psycopg.connect(empty_database.url) as connection:
        connection.execute("update supabase_migrations.schema_migrations set statements = '{select}'")
        connection.execute("alter table public.videos drop column description")
    await restore(empty_database.url, second, tmp_path / "backup")
    assert rows(empty_database) == rows(database)


@pytest.mark.parametrize(
    "edit",
    [
        "alter table private.search_terms rename column postings to windows",
        "alter table private.search_documents drop column chunk_lengths",
        "create table private.search_windows (video_id uuid); insert into private.search_windows values (null)",
    ],
)
async def test_derived_tables_of_another_version_are_left_out_together(
    database: ADatabase,
    empty_database: ADatabase,
    world: World,
    files: ObjectStore,
    second: ObjectStore,
    tmp_path: Path,
    edit: LiteralString,
) -> None:
    with psycopg.connect(database.url) as connection:
        connection.execute(edit)
    await back_up(database.url, files, tmp_path / "backup")
    told = await restore(empty_database.url, second, tmp_path / "backup")
    assert {"private.search_documents", "private.search_sentences", "private.search_terms"} <= set(told.left_out)
    before, after = rows(database), rows(empty_database)
    primary = before.keys() - set(told.left_out)
    assert {name: after[name] for name in primary} == {name: before[name] for name in primary}
    assert {after[name][:2] for name in after.keys() - primary} == {"0 "}


@pytest.mark.parametrize(
    ("edit", "misfit"),
    [
        ("alter table public.courses add column mood text", r"public\.courses of the backup \(gone: mood\)"),
        ("alter table public.courses drop column title", r"public\.courses of the backup \(new and required: title\)"),
        ("create table private.moods (id int)", r"private\.moods of the backup \(the table no longer exists\)"),
    ],
)
async def test_primary_tables_of_another_version_are_refused(
    database: ADatabase,
    empty_database: ADatabase,
    files: ObjectStore,
    second: ObjectStore,
    tmp_path: Path,
    edit: LiteralString,
    misfit: str,
) -> None:
    with psycopg.connect(database.url) as connection:
        connection.execute(edit)
    await back_up(database.url, files, tmp_path / "backup")
    with pytest.raises(Conflict, match=misfit) as refused:
        await restore(empty_database.url, second, tmp_path / "backup")
    assert refused.value.code == "backup_differs"
    assert await stored(second) == {}


def is_untouched(database: ADatabase) -> bool:
    with psycopg.connect(database.url) as connection:
        [(count,)] = connection.execute(
            "select count(*) from pg_class where relnamespace::regnamespace::text in ('public', 'supabase_migrations')"
        ).fetchall()
    return bool(count == 0)


@pytest.mark.parametrize("name", [".", "none"])
async def test_a_path_without_a_file_is_refused(
    empty_database: ADatabase, second: ObjectStore, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Invalid, match=f"^'{name}' is not a file: check the path.$"):
        await restore(empty_database.url, second, Path(name))


@pytest.mark.parametrize("damage", ["half", "last byte", "a bit", "empty", "another file", "missing"])
async def test_damaged_backup_is_refused_before_anything_is_touched(
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


async def test_database_with_rows_is_refused(
    database: ADatabase, world: World, files: ObjectStore, second: ObjectStore, tmp_path: Path
) -> None:
    await some_backup(database, files, tmp_path)
    before = rows(database)
    with pytest.raises(Conflict, match=r"it has 9 videos of 3 creators\. .* `chronos db reset`"):
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


async def test_interrupted_restore_can_be_repeated(
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


def manifest_of(path: Path) -> dict[str, list[dict[str, object]]]:
    [manifest] = [json.load(content) for name, _, content in members(path) if name == "manifest.json"]
    return dict(manifest)


async def test_differing_rows_are_rolled_back(
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
    with pytest.raises(ProviderError, match=r"public\.videos was not restored"):
        await restore(empty_database.url, second, changed(tmp_path / "backup", tables=tables))
    with psycopg.connect(empty_database.url) as connection:
        assert connection.execute("select count(*) from public.creators").fetchall() == [(0,)]
    assert triggers_that_are_off(empty_database) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format": 2}, "another format"),
        ({"migrations": [{"version": "20990101000000", "name": "later"}]}, "20990101000000_later"),
    ],
)
async def test_backup_of_a_later_version_is_refused(
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
