"""The job queue's tables: whatever version they are of, a push brings them up to the installed library's."""

import psycopg
import pytest

from chronos.db import migrate, owner_connection
from chronos.db.queue_schema import UNRECORDED, installed_queue_version, push_queue, queue_version
from chronos.errors import Conflict
from tests.conftest import ADatabase
from tests.migrations.dump import dump_schema

OLDER = "03.02.00_50_post_batch_defer_jobs"
MUCH_OLDER = "02.14.01_01_add_indexes_for_fetch_job"


def without_tables(database: ADatabase) -> None:
    """As before the first push of the queue."""
    with psycopg.connect(database.url) as connection:
        rows = connection.execute(
            "select format('drop %s if exists %s cascade', kind, name) from ("
            "  select 'table' as kind, oid::regclass::text as name from pg_class "
            "   where relnamespace = 'jobs'::regnamespace and relkind = 'r'"
            "  union all select 'type', oid::regtype::text from pg_type "
            "   where typnamespace = 'jobs'::regnamespace and typtype in ('e', 'c') and typarray <> 0"
            "  union all select 'function', oid::regprocedure::text from pg_proc "
            "   where pronamespace = 'jobs'::regnamespace) as found"
        ).fetchall()
        for (statement,) in rows:
            connection.execute(statement)


@pytest.mark.parametrize("version", [OLDER, MUCH_OLDER])
async def test_older_tables_are_brought_up_to_the_installed_version(database: ADatabase, version: str) -> None:
    fresh = queue_shape(database)
    without_tables(database)
    async with owner_connection(database.url) as connection:
        applied = await push_queue(connection, version)
        assert applied[0].startswith("00.00.00_01")
        assert applied[-1] == version
        assert await queue_version(connection) == version
        await connection.execute(
            "insert into jobs.procrastinate_jobs (queue_name, task_name, args) values ('pipeline', 'old', '{}')"
        )
    assert queue_shape(database) != fresh
    await migrate.push(database.url, migrate.load_migrations())
    async with owner_connection(database.url) as connection:
        assert await queue_version(connection) == installed_queue_version()
    assert queue_shape(database) == fresh
    with psycopg.connect(database.url) as connection_:
        assert connection_.execute("select task_name from jobs.procrastinate_jobs").fetchall() == [("old",)]


async def test_again_changes_nothing(database: ADatabase) -> None:
    before = dump_schema(database)
    async with owner_connection(database.url) as connection:
        assert await push_queue(connection) == []
    assert dump_schema(database) == before


async def test_tables_without_a_record_are_those_of_before_it(database: ADatabase) -> None:
    async with owner_connection(database.url) as connection:
        await connection.execute("comment on table jobs.procrastinate_jobs is null")
        assert await queue_version(connection) == UNRECORDED
        await push_queue(connection)
        assert await queue_version(connection) == installed_queue_version()


async def test_tables_of_a_newer_library_are_left_alone(database: ADatabase) -> None:
    async with owner_connection(database.url) as connection:
        await connection.execute("comment on table jobs.procrastinate_jobs is 'as of migration 99.00.00_01_later'")
        with pytest.raises(Conflict, match="update Chronos"):
            await push_queue(connection)


def queue_shape(database: ADatabase) -> set[str]:
    """Columns, indexes, constraints, types, triggers and functions of schema `jobs`, in no order."""
    with psycopg.connect(database.url) as connection:
        rows = connection.execute(
            "select attrelid::regclass || '.' || attname || ' ' || format_type(atttypid, atttypmod) || attnotnull "
            "       || coalesce(pg_get_expr(adbin, adrelid), '') "
            "  from pg_attribute join pg_class c on c.oid = attrelid "
            "  left join pg_attrdef on (adrelid, adnum) = (attrelid, attnum) "
            " where relnamespace = 'jobs'::regnamespace and attnum > 0 and relkind in ('r', 'c') and not attisdropped "
            "union all select indexdef from pg_indexes where schemaname = 'jobs' "
            "union all select conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint "
            "  where connamespace = 'jobs'::regnamespace and contype <> 'n' "
            "union all select enumtypid::regtype || ' ' || enumlabel from pg_enum join pg_type t on t.oid = enumtypid "
            "  where typnamespace = 'jobs'::regnamespace "
            "union all select pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = tgrelid "
            "  where relnamespace = 'jobs'::regnamespace and not tgisinternal "
            "union all select pg_get_functiondef(oid) from pg_proc where pronamespace = 'jobs'::regnamespace "
        ).fetchall()
    return {" ".join(definition.split()) for (definition,) in rows}
