"""The platform shim: what hosted Supabase provides, for a PostgreSQL that is not hosted."""

from importlib.resources import files
from typing import Any, LiteralString

import psycopg

from chronos.errors import NotAllowed


def apply_shim(connection: psycopg.Connection[Any]) -> None:
    """Recreate roles, `auth` and `storage` in the connected database, in one transaction; repeating changes nothing.

    Raises NotAllowed when the login is not a superuser, which alone can make these roles.
    """
    row = connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
    if row is None or not row[0]:
        raise NotAllowed("The platform shim needs a superuser's connection; hosted Supabase does not need the shim.")
    statements: LiteralString = (files("chronos.db") / "shim.sql").read_text()
    with connection.transaction():
        connection.execute(statements)
