"""The runner applies each missing file once, in one transaction, also when runners compete or are killed."""

import asyncio
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from pglast import parse_sql
from pglast.ast import AlterSystemStmt, IndexStmt, TransactionStmt, VacuumStmt
from psycopg import sql
from psycopg.rows import scalar_row

from chronos.db import migrate
from chronos.errors import Conflict, ProviderError
from tests.conftest import ADatabase
from tests.migrations.dump import dump_schema

FIRST_FOUR = [
    "20250101000001_enable_pgvector.sql",
    "20250101000002_create_core_tables.sql",
    "20250101000003_create_vector_index.sql",
    "20250101000004_row_level_security.sql",
]

# A row in each of the ten tables and in the private ones.
POPULATE: LiteralString = """
insert into creators (id, name) values ('00000000-0000-4000-8000-00000000000a', 'Ada');
insert into students (id, creator_id, name)
  values ('00000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000a', 'Sam');
insert into videos (id, creator_id, title)
  values ('00000000-0000-4000-8000-00000000000c', '00000000-0000-4000-8000-00000000000a', 'Intro');
insert into video_chunks (video_id, creator_id, chunk_index, chunk_text, start_seconds, end_seconds, word_starts,
                          embedding, embedding_model)
  select id, creator_id, 0, 'one', 0, 1, '{0}', array_fill(0.1, array[1536])::real[]::extensions.vector, 'test'
    from videos;
insert into courses (id, creator_id, title)
  select '00000000-0000-4000-8000-00000000000d', id, 'Course' from creators;
insert into course_modules (course_id, title, video_ids) select c.id, 'Module', array[v.id] from courses c, videos v;
insert into chat_sessions (student_id, creator_id) select id, creator_id from students;
insert into chat_messages (session_id, role, content) select id, 'user', 'Why?' from chat_sessions;
insert into video_analytics (video_id, date) select id, '2025-01-01' from videos;
insert into usage_metrics (creator_id, date) select id, '2025-01-01' from creators;
insert into private.transcript_windows (video_id, start_seconds, end_seconds, words, word_starts, word_ends)
  select id, 0, 1, '{one}', '{0}', '{1}' from videos;
"""

# The same for the tables of later files, once they exist.
POPULATE_LATER: Mapping[str, LiteralString] = {
    "private.search_documents": "(video_id, creator_id, title, chunk_lengths) "
    "select id, creator_id, title, '\\x0001' from videos",
    "private.search_sentences": "(video_id, creator_id, sentence_index, chunk_index, first_word, last_word, "
    "start_seconds, end_seconds, sentence_text) select id, creator_id, 0, 0, 0, 1, 0, 1, 'One.' from videos",
    "private.search_terms": "(creator_id, term, video_id, postings) "
    "select creator_id, 'one', id, '\\x00000001' from videos",
    "evaluation_cases": "(creator_id, question, video_id, at_seconds) select creator_id, 'Why?', id, 1 from videos",
    "private.imports": "(video_id, url) select id, 'https://example.com/a.mp4' from videos",
    "private.queue_turns": "(queue_name, creator_id, taken_at) select 'pipeline', id, now() from creators",
    "private.video_work": "(video_id, stage, position_seconds) select id, 'probe', 0 from videos",
    "private.uploads": "(creator_id, bucket_id, object_name, length_bytes, content_type) "
    "select id, 'videos', 'a.mp4', 1, 'video/mp4' from creators",
}

# Kills itself after the given number of files; 0: the test kills it.
KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from chronos.db import migrate
migrations = migrate.load_migrations(Path(sys.argv[2]) if sys.argv[2] else None)
left = int(sys.argv[3])
def applied(_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(migrate.push(sys.argv[1], migrations, applied))
"""


def _query(database: ADatabase, statement: LiteralString) -> list[Any]:
    with psycopg.connect(database.url, row_factory=scalar_row, autocommit=True) as connection:
        return connection.execute(statement).fetchall()


def _history(database: ADatabase) -> list[str]:
    return _query(
        database, "select version || '_' || name || '.sql' from supabase_migrations.schema_migrations order by 1"
    )


def _write(directory: Path, *scripts: str) -> list[migrate.Migration]:
    for number, script in enumerate(scripts, start=1):
        (directory / f"{number}_file.sql").write_text(script)
    return migrate.load_migrations(directory)


def _is_there(connection: psycopg.Connection[Any], table: str) -> bool:
    return connection.execute("select to_regclass(%s) is not null", [table]).fetchone() == (True,)


def _run(database: ADatabase, directory: Path | None, kill_after: int) -> "subprocess.Popen[bytes]":
    arguments = [database.url, str(directory or ""), str(kill_after)]
    return subprocess.Popen([sys.executable, "-c", KILLED, *arguments], stdin=subprocess.DEVNULL)


# From empty to head -------------------------------------------------------------------------------------------------


async def test_an_empty_database_is_migrated_once(empty_database: ADatabase, database: ADatabase) -> None:
    files = [migration.file for migration in migrate.load_migrations()]
    assert files[:4] == FIRST_FOUR
    assert not any(state.in_database for state in await migrate.status(empty_database.url, migrate.load_migrations()))
    told: list[str] = []
    await migrate.push(empty_database.url, migrate.load_migrations(), lambda migration: told.append(migration.file))
    assert told == _history(empty_database) == files
    schema = dump_schema(empty_database)
    assert schema == dump_schema(database)
    assert await migrate.push(empty_database.url, migrate.load_migrations()) == []
    assert dump_schema(empty_database) == schema
    assert all(state.in_database for state in await migrate.status(empty_database.url, migrate.load_migrations()))


@pytest.mark.parametrize("step", range(2, len(migrate.load_migrations())))
async def test_every_prefix_with_rows_is_migrated(empty_database: ADatabase, database: ADatabase, step: int) -> None:
    await migrate.push(empty_database.url, migrate.load_migrations()[:step])
    with psycopg.connect(empty_database.url) as connection:
        connection.execute(POPULATE)
        later = [table for table in POPULATE_LATER if _is_there(connection, table)]
        for table in later:
            connection.execute(sql.SQL("insert into {} {}").format(sql.SQL(table), sql.SQL(POPULATE_LATER[table])))
    tables = [*re.findall(r"insert into (\S+)", POPULATE), *later]
    await migrate.push(empty_database.url, migrate.load_migrations())
    assert dump_schema(empty_database) == dump_schema(database)
    assert len(tables) == 11 + len(later)
    with psycopg.connect(empty_database.url) as connection:
        assert all(_is_there(connection, table) for table in POPULATE_LATER)
        for table in tables:
            counted = connection.execute(sql.SQL("select count(*) from {}").format(sql.SQL(table))).fetchone()
            assert counted == (1,), table


async def test_only_the_service_creates_temporary_objects(empty_database: ADatabase) -> None:
    await migrate.push(empty_database.url, migrate.load_migrations())
    roles: LiteralString = (
        "select rolname::text from pg_roles where has_database_privilege(rolname, current_database(), 'temporary') "
        "and not rolsuper order by 1"
    )
    assert _query(empty_database, roles) == ["postgres", "service_role"]


def test_every_file_fits_in_a_transaction() -> None:
    for migration in migrate.load_migrations():
        for raw in parse_sql(";".join(migration.statements)):
            assert not isinstance(raw.stmt, TransactionStmt | VacuumStmt | AlterSystemStmt), migration.file
            assert not (isinstance(raw.stmt, IndexStmt) and raw.stmt.concurrent), migration.file


# An older text ----------------------------------------------------------------------------------------------------


async def test_a_database_made_by_an_older_text_is_left_alone(empty_database: ADatabase, tmp_path: Path) -> None:
    first = _write(tmp_path, "create table a (id int)", "create table b (id int)", "create table c (id int)")
    await migrate.push(empty_database.url, first[:2])
    edited = _write(tmp_path, "create table a (id int)", "create table b (id bigint)", "create table c (id int)")
    states = await migrate.status(empty_database.url, edited)
    assert [(state.in_database, state.is_changed) for state in states] == [(True, False), (True, True), (False, False)]
    with pytest.raises(Conflict, match=r"older text of 2_file\.sql\. .* backup FILE`, .* --check .* reset`") as failure:
        await migrate.push(empty_database.url, edited)
    assert failure.value.code == "migration_changed"
    assert _history(empty_database) == ["1_file.sql", "2_file.sql"]


async def test_line_ends_and_unrecorded_statements_are_no_older_text(empty_database: ADatabase, tmp_path: Path) -> None:
    script = "create table a (\n  id int\n)"
    await migrate.push(empty_database.url, _write(tmp_path, script, "create table b (id int)"))
    with psycopg.connect(empty_database.url) as connection:
        # As the first versions of the Supabase CLI wrote it.
        connection.execute("update supabase_migrations.schema_migrations set statements = null where version = '2'")
    (tmp_path / "1_file.sql").write_bytes(script.replace("\n", "\r\n").encode())
    (tmp_path / "2_file.sql").write_text("create table b (id bigint)")
    assert await migrate.push(empty_database.url, migrate.load_migrations(tmp_path)) == []


# Concurrent runners --------------------------------------------------------------------------------------------------


async def test_concurrent_runners_apply_each_file_once(empty_database: ADatabase) -> None:
    migrations = migrate.load_migrations()
    runs = await asyncio.gather(*(migrate.push(empty_database.url, migrations) for _ in range(3)))
    assert sorted(migration.version for run in runs for migration in run) == [m.version for m in migrations]


# Failure ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("broken", "number", "shown"),
    [
        ("create table b (id int);\n-- why\ninsert into b values ('x');", 2, "insert into b values ('x')"),
        ("create table b (id int); selec 1; create table c (id int)", 2, "selec 1"),
        ("create table b (id int); drop table nowhere", 2, "drop table nowhere"),
        (
            "create table b (id int check (id > 0)); insert into b values (1); insert into b values (0)",
            3,
            "insert into",
        ),
    ],
)
async def test_a_failing_file_changes_nothing(
    empty_database: ADatabase, tmp_path: Path, broken: str, number: int, shown: str
) -> None:
    migrations = _write(tmp_path, "create table a (id int)", broken, "create table d (id int)")
    with pytest.raises(Conflict) as failure:
        await migrate.push(empty_database.url, migrations)
    assert failure.value.code == "migration_failed"
    message = str(failure.value)
    assert f"2_file.sql failed at statement {number} ({shown}" in message
    assert "\n" not in message
    tables = (
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1"
    )
    assert _query(empty_database, tables) == ["a"]
    assert _history(empty_database) == ["1_file.sql"]
    mended = _write(tmp_path, "create table a (id int)", "create table b (id int)", "create table d (id int)")
    assert [migration.version for migration in await migrate.push(empty_database.url, mended)] == ["2", "3"]
    assert _query(empty_database, tables) == ["a", "b", "d"]


async def test_a_locked_table_is_waited_for_only_so_long(
    empty_database: ADatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "50ms")
    migrations = _write(tmp_path, "create table a (id int)", "create table b (id int); alter table a add c int")
    await migrate.push(empty_database.url, migrations[:1])
    with psycopg.connect(empty_database.url) as holder:
        holder.execute("select from a")
        with pytest.raises(Conflict, match=r"2_file\.sql failed at statement 2 \(alter table a add c int\)") as failure:
            await migrate.push(empty_database.url, migrations)
    assert isinstance(failure.value.__cause__, ProviderError)
    assert _history(empty_database) == ["1_file.sql"]
    assert [migration.version for migration in await migrate.push(empty_database.url, migrations)] == ["2"]


# Killed -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("applied", [1, 4])
async def test_a_runner_killed_between_files_is_resumed(
    empty_database: ADatabase, database: ADatabase, applied: int
) -> None:
    process = _run(empty_database, None, applied)
    assert await asyncio.to_thread(process.wait) == -signal.SIGKILL
    assert _history(empty_database) == FIRST_FOUR[:applied]
    await migrate.push(empty_database.url, migrate.load_migrations())
    assert dump_schema(empty_database) == dump_schema(database)


async def test_a_runner_killed_within_a_file_is_resumed(empty_database: ADatabase, tmp_path: Path) -> None:
    parts = ("create table a (id int)", "create table b (id int); select pg_sleep(60); create table c (id int)")
    _write(tmp_path, *parts)
    process = _run(empty_database, tmp_path, 0)
    asleep: LiteralString = (
        "select pid from pg_stat_activity where datname = current_database() and query = 'select pg_sleep(60)'"
    )
    while not _query(empty_database, asleep):
        assert process.poll() is None
        await asyncio.sleep(0.05)
    process.kill()
    await asyncio.to_thread(process.wait)
    # The next run does not wait for the statement of the killed one.
    mended = _write(tmp_path, parts[0], "create table b (id int); create table c (id int)")
    assert [migration.version for migration in await migrate.push(empty_database.url, mended)] == ["2"]
    assert _history(empty_database) == ["1_file.sql", "2_file.sql"]
    assert _query(empty_database, asleep) == []
