"""A backup is of one moment, complete or absent."""

from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from chronos.db import Database
from chronos.errors import Conflict, Invalid, ProviderError
from chronos.operations.backup import back_up, restore
from chronos.providers.objects import ObjectStore
from tests.conftest import ADatabase
from tests.operations.backup.copies import names_in, rows, some_backup
from tests.policies.world import World


async def test_backup_is_of_one_moment(
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


async def test_existing_file_is_never_replaced(database: ADatabase, files: ObjectStore, tmp_path: Path) -> None:
    (tmp_path / "backup").write_text("precious")
    with pytest.raises(Invalid, match="already exists"):
        await some_backup(database, files, tmp_path)
    assert (tmp_path / "backup").read_text() == "precious"
    with pytest.raises(Invalid, match="cannot be written"):
        await back_up(database.url, files, tmp_path / "nowhere" / "backup")


async def test_failed_backup_leaves_no_file(database: ADatabase, files: ObjectStore, tmp_path: Path) -> None:
    class Shrinking(ObjectStore):
        """Files that are shorter than their listing says."""

        async def list_objects(self, prefix: str) -> AsyncIterator[tuple[str, int]]:
            async for name, size in super().list_objects(prefix):
                yield name, size + 1

    with pytest.raises(ProviderError, match="changed while being read"):
        await back_up(database.url, Shrinking(None, tmp_path / "first home"), tmp_path / "backup")
    assert names_in(tmp_path) == ["first home"]


async def test_empty_database_is_refused(empty_database: ADatabase, files: ObjectStore, tmp_path: Path) -> None:
    with pytest.raises(Conflict, match="Nothing to back up"):
        await some_backup(empty_database, files, tmp_path)


async def test_missing_files_are_reported(
    database: ADatabase, db: Database, world: World, files: ObjectStore, tmp_path: Path
) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("insert into storage.objects (bucket_id, name) values ('videos', 'a/b/source.mp4')")
    kept = await some_backup(database, files, tmp_path)
    assert len(kept.missing) == 12  # those that the world names and nobody stored
    assert "videos/a/b/source.mp4" not in kept.missing
