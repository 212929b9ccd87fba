"""What the catalogue grants to the roles of callers: no more than rows, and functions that are named."""

import psycopg
from psycopg.rows import tuple_row

from tests.conftest import ADatabase

CALLERS = ["anon", "authenticated", "chronos_assistant", "chronos_public"]


def test_no_caller_may_truncate_or_watch_a_table(shared_world_database: ADatabase) -> None:
    with psycopg.connect(shared_world_database.url, row_factory=tuple_row) as connection:
        found = connection.execute(
            "select c.oid::regclass::text, r.rolname from pg_catalog.pg_class c, pg_catalog.pg_roles r "
            "where r.rolname = any (%s) and c.relkind in ('r', 'p') "
            "and c.relnamespace::regnamespace::text in ('public', 'private', 'storage', 'jobs') "
            "and has_table_privilege(r.oid, c.oid, 'truncate, references, trigger')",
            [CALLERS],
        ).fetchall()
    assert found == []


def test_every_function_of_ours_has_a_fixed_search_path(shared_world_database: ADatabase) -> None:
    with psycopg.connect(shared_world_database.url, row_factory=tuple_row) as connection:
        found = connection.execute(
            "select p.oid::regprocedure::text, p.proconfig from pg_catalog.pg_proc p "
            "where p.pronamespace::regnamespace::text in ('public', 'private') and p.prosqlbody is null "
            "and not coalesce(p.proconfig, '{}') @> array['search_path=pg_catalog, pg_temp']"
        ).fetchall()
    assert found == []


def test_a_function_made_tomorrow_is_executable_by_no_caller(shared_world_database: ADatabase) -> None:
    with psycopg.connect(shared_world_database.url, row_factory=tuple_row) as connection:
        connection.execute("create function private.made_tomorrow() returns integer language sql return 1")
        found = connection.execute(
            "select r.rolname from pg_catalog.pg_roles r where r.rolname = any (%s) "
            "and has_function_privilege(r.oid, 'private.made_tomorrow()', 'execute')",
            [CALLERS],
        ).fetchall()
        connection.rollback()
    assert found == []
