"""`chronos db backup` and `chronos db restore`."""

import json
import os
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from chronos.db import embedded
from tests.cli.conftest import CAPTIONS, CHRONOS, RunChronos, runner
from tests.conftest import ADatabase, create_database, drop_database
from tests.media import a_silent_video


@pytest.fixture
def elsewhere(empty_database: ADatabase, tmp_path: Path, models_home: Path) -> RunChronos:
    """Run `chronos …` on an empty database, with a home and a store of its own."""
    home = tmp_path / "second home"
    home.mkdir()
    (home / "models").symlink_to(models_home / "models")
    return runner(tmp_path, CHRONOS_HOME=str(home), CHRONOS_DATABASE_URL=empty_database.url)


def test_backup_moves_a_library_to_another_place(
    chronos: RunChronos, elsewhere: RunChronos, creator: str, tmp_path: Path
) -> None:
    film = a_silent_video(tmp_path / "talk.mp4", seconds=10)
    (tmp_path / "talk.srt").write_text(CAPTIONS)
    assert chronos("add", film, "--captions", tmp_path / "talk.srt", "--wait").code == 0
    question = ("search", "a wide aperture", "--json")
    before = json.loads(chronos(*question).out)
    assert before["moments"]

    kept = chronos("db", "backup", "library.backup")
    assert kept.code == 0, kept.err
    assert "Wrote" in kept.out
    assert chronos("db", "backup", "library.backup").code == 2  # it is never written over

    back = elsewhere("db", "restore", "library.backup", "--json")
    assert back.code == 0, back.err
    assert {table["name"]: table["rows"] for table in json.loads(back.out)["tables"]}["public.videos"] == 1
    assert json.loads(elsewhere(*question).out) == before
    again = elsewhere("db", "restore", "library.backup")
    assert again.code == 2
    assert "chronos db reset" in again.message


def test_derived_tables_of_another_version_are_made_again(
    chronos: RunChronos, elsewhere: RunChronos, creator: str, database: ADatabase, film: Path
) -> None:
    assert chronos("add", film, "--captions", film.with_suffix(".srt"), "--wait").code == 0
    question = ("search", "a wide aperture", "--json")
    before = json.loads(chronos(*question).out)
    with psycopg.connect(database.url) as connection:
        connection.execute("alter table private.search_terms rename column postings to windows")
    assert chronos("db", "backup", "library.backup").code == 0

    tried = elsewhere("db", "restore", "--check", "library.backup")
    assert tried.code == 0, tried.err
    assert "This version can restore the backup" in tried.out
    assert "private.search_terms. A restore indexes the videos." in tried.out
    assert not any(state["in_database"] for state in json.loads(elsewhere("db", "status", "--json").out))

    back = elsewhere("db", "restore", "library.backup")
    assert back.code == 0, back.err
    assert "private.search_terms. The videos are indexed now; `chronos db reindex` resumes." in back.out
    assert back.out.endswith("Indexed 1 video.\n")
    assert json.loads(elsewhere(*question).out) == before


def test_cut_off_backup_is_refused(chronos: RunChronos, elsewhere: RunChronos, creator: str, tmp_path: Path) -> None:
    kept = json.loads(chronos("db", "backup", "library.backup", "--json").out)
    assert kept["missing"] == []
    file = tmp_path / "library.backup"
    file.write_bytes(file.read_bytes()[:-600])
    refused = elsewhere("db", "restore", "library.backup")
    assert refused.code == 2
    assert "not a complete backup" in refused.message
    assert not any(state["in_database"] for state in json.loads(elsewhere("db", "status", "--json").out))


def test_killed_restore_leaves_no_rows_and_can_run_again(
    chronos: RunChronos, creator: str, tmp_path: Path, server: embedded.EmbeddedServer, migrated: str, home: Path
) -> None:
    assert chronos("db", "backup", "library.backup").code == 0
    target = create_database(server, "killed_restore", migrated)
    settings = {"CHRONOS_HOME": str(home), "CHRONOS_DATABASE_URL": target.url}
    try:
        with psycopg.connect(target.url) as blocker:
            # It allows reads, and blocks a switch of triggers.
            blocker.execute("lock table public.usage_metrics in row exclusive mode")
            restoring = subprocess.Popen(
                [CHRONOS, "db", "restore", "library.backup"], cwd=tmp_path, env=os.environ | settings
            )
            deadline = time.monotonic() + 100
            while not waits_for_a_lock(target) and time.monotonic() < deadline:
                time.sleep(0.05)
            restoring.kill()
            assert restoring.wait() == -9
        with psycopg.connect(target.url) as connection:
            assert connection.execute("select count(*) from public.creators").fetchone() == (0,)
            assert connection.execute("select count(*) from pg_trigger where tgenabled <> 'O'").fetchone() == (0,)
        again = runner(tmp_path, **settings)("db", "restore", "library.backup")
        assert again.code == 0, again.err
    finally:
        drop_database(server, target.name)


def waits_for_a_lock(database: ADatabase) -> bool:
    with psycopg.connect(database.url) as connection:
        row = connection.execute(
            "select exists (select from pg_stat_activity "
            "where datname = current_database() and wait_event_type = 'Lock')"
        ).fetchone()
    return bool(row and row[0])
