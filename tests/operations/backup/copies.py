"""Stored files, and what a database and a store hold, for tests of backups."""

import hashlib
import json
import os
from pathlib import Path

import psycopg

from chronos.operations.backup import BackedUp, back_up
from chronos.operations.backup.archive import ArchiveWriter, members
from chronos.operations.backup.contents import NOT_KEPT
from chronos.providers.objects import ObjectStore
from tests.conftest import ADatabase

FILES = {
    "videos/a/b/source.mp4": os.urandom(3_000_000),
    "videos/a/b/captions.vtt": "WEBVTT\n\n…".encode(),
    "thumbnails/a/ünïcode and spaces.png": b"png",
    "user-uploads/a/empty": b"",
}


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
            where = "where false" if table in NOT_KEPT else where
            statement = f"select t::text from {table} as t {where}"  # noqa: S608 - names from the catalogue
            lines = connection.execute(statement.encode()).fetchall()
            found[table] = f"{len(lines)} {hashlib.sha256(repr(sorted(lines)).encode()).hexdigest()}"
    return found


def names_in(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


async def some_backup(database: ADatabase, files: ObjectStore, tmp_path: Path) -> BackedUp:
    return await back_up(database.url, files, tmp_path / "backup")


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
