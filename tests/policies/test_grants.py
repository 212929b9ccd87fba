"""What the catalogue grants to the roles of callers: no more than rows, and functions that are named."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import tuple_row

from tests.conftest import ADatabase
from tests.policies.function_grants import DEFINERS, EXECUTE

CALLERS = ["anon", "authenticated", "chronos_assistant", "chronos_public"]
OURS = ("public", "private")


@pytest.fixture
def catalogue(shared_world_database: ADatabase) -> Iterator[psycopg.Connection[Any]]:
    """The superuser, in a transaction that is rolled back."""
    with psycopg.connect(shared_world_database.superuser_url, row_factory=tuple_row) as connection:
        connection.execute("set search_path = pg_catalog")
        yield connection
        connection.rollback()


def granted_in(connection: psycopg.Connection[Any], *schemas: str) -> dict[str, str]:
    """Return the roles that may execute each function, if there are some."""
    return dict(
        connection.execute(
            "select p.oid::regprocedure::text, string_agg(r.rolname, ' ' order by r.rolname) "
            "from pg_proc p, pg_roles r where r.rolname = any (%s) and has_function_privilege(r.oid, p.oid, 'execute') "
            "and p.pronamespace::regnamespace::text = any (%s) group by 1",
            [[*CALLERS, "service_role"], list(schemas or OURS)],
        ).fetchall()
    )


def definers_in(connection: psycopg.Connection[Any], *schemas: str) -> set[str]:
    """Return the functions that run with their owner's rights."""
    found = connection.execute(
        "select p.oid::regprocedure::text from pg_proc p "
        "where p.prosecdef and p.pronamespace::regnamespace::text = any (%s)",
        [list(schemas or OURS)],
    ).fetchall()
    return {name for (name,) in found}


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


def test_functions_are_executed_by_listed_roles_only(catalogue: psycopg.Connection[Any]) -> None:
    assert granted_in(catalogue) == EXECUTE


def test_functions_with_their_owners_rights_are_listed(catalogue: psycopg.Connection[Any]) -> None:
    assert definers_in(catalogue) == DEFINERS


def test_queue_is_the_services_alone(catalogue: psycopg.Connection[Any]) -> None:
    assert set(granted_in(catalogue, "jobs").values()) == {"service_role"}
    assert definers_in(catalogue, "jobs") == set()


def test_a_function_that_is_not_listed_is_found(catalogue: psycopg.Connection[Any]) -> None:
    catalogue.execute("create function private.new() returns int language sql security definer return 1")
    catalogue.execute("grant execute on function private.new() to public")
    catalogue.execute("revoke execute on function private.acting_creator() from chronos_assistant")
    everybody = "anon authenticated chronos_assistant chronos_public service_role"
    less = {"private.acting_creator()": "authenticated service_role"}
    assert granted_in(catalogue) == EXECUTE | less | {"private.new()": everybody}
    assert definers_in(catalogue) == DEFINERS | {"private.new()"}


@pytest.mark.parametrize("schema", ["public", "private"])
def test_future_objects_are_open_to_no_caller(catalogue: psycopg.Connection[Any], schema: str) -> None:
    for statement in ("function {}.f() returns int language sql return 1", "table {}.t (id int)", "sequence {}.s"):
        catalogue.execute("set role postgres")
        catalogue.execute(f"create {statement.format(schema)}".encode())
    found = catalogue.execute(
        "select r.rolname, acl.privilege_type from pg_class c cross join lateral aclexplode(c.relacl) as acl "
        "left join pg_roles r on r.oid = acl.grantee where c.oid in (%s::regclass, %s::regclass) "
        "and coalesce(r.rolname, 'public') = any (%s) union all "
        "select r.rolname, 'execute' from pg_roles r "
        "where r.rolname = any (%s) and has_function_privilege(r.oid, %s::regprocedure, 'execute')",
        [f"{schema}.t", f"{schema}.s", [*CALLERS, "public"], CALLERS, f"{schema}.f()"],
    ).fetchall()
    assert found == []
