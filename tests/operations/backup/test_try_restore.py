"""A backup is tried in a server of its own: what a restore would refuse is refused before anything is lost."""

import os
import tempfile
from pathlib import Path

import psycopg
import pytest

from chronos.errors import Conflict
from chronos.operations.backup import back_up, try_restore
from chronos.providers.objects import ObjectStore
from tests.conftest import ADatabase
from tests.operations.backup.copies import FILES, names_in, rows
from tests.policies.world import World


async def test_a_backup_is_tried_and_nothing_is_left(
    database: ADatabase,
    world: World,
    files: ObjectStore,
    tmp_path: Path,
    short_tmp: Path,
) -> None:
    kept = await back_up(database.url, files, tmp_path / "backup")
    before = rows(database)
    tried = await try_restore(tmp_path / "backup")
    assert (tried.files, tried.left_out) == (len(FILES), [])
    assert {table.name: table.rows for table in tried.tables}.items() <= {
        table.name: table.rows for table in kept.tables
    }.items()
    assert rows(database) == before
    assert names_in(tmp_path) == ["backup", "first home"]
    assert names_in(short_tmp) == []

    with psycopg.connect(database.url) as connection:
        connection.execute("alter table public.videos add column mood text")
    await back_up(database.url, files, tmp_path / "later")
    with pytest.raises(Conflict, match=r"table public\.videos of the backup \(gone: mood\)"):
        await try_restore(tmp_path / "later")
    assert names_in(short_tmp) == []


@pytest.fixture
def short_tmp(monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory for temporary files that the server's user may enter, and whose path fits into a socket's."""
    made = Path(tempfile.mkdtemp(prefix="chronos-tmp-"))
    made.chmod(0o755)
    monkeypatch.setattr(tempfile, "tempdir", os.fspath(made))
    return made
