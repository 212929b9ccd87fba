"""The shim makes what hosted Supabase provides; only a superuser can, and repeating changes nothing."""

import psycopg
import pytest

from chronos.db.shim import apply_shim
from chronos.errors import NotAllowed
from tests.conftest import ADatabase
from tests.migrations.dump import dump_schema


async def test_repeating_the_shim_changes_nothing(database: ADatabase) -> None:
    schema = dump_schema(database)
    with psycopg.connect(database.superuser_url) as connection:
        apply_shim(connection)
    assert dump_schema(database) == schema


def test_only_a_superuser_applies_the_shim(empty_database: ADatabase) -> None:
    with psycopg.connect(empty_database.url) as connection, pytest.raises(NotAllowed, match="superuser"):
        apply_shim(connection)


def test_shim_makes_roles_and_schemas(empty_database: ADatabase) -> None:
    with psycopg.connect(empty_database.url) as connection:
        roles = {name for (name,) in connection.execute("select rolname from pg_roles")}
        schemas = {name for (name,) in connection.execute("select nspname from pg_namespace")}
    assert {"anon", "authenticated", "service_role", "authenticator"} <= roles
    assert {"auth", "storage", "extensions"} <= schemas
