"""Who may connect to the embedded server: its own user by the socket; over TCP one role, with a password."""

import contextlib
from pathlib import Path

import psycopg
from psycopg import sql

from chronos.db.server_user import server_owner
from chronos.private_file import kept_secret, write_text

TCP_ROLE = "postgres"  # the plain owner of the schemas, as on hosted Supabase; no superuser

# Only the server's user and root may enter the folder of the socket. What no line names is refused.
RULES = f"""\
# Written by Chronos at every start: changes are lost.
local all,replication all trust
host all {TCP_ROLE} 127.0.0.1/32 scram-sha-256
"""


def write_rules(directory: Path) -> bool:
    """Write the rules into the data directory; return whether it had others."""
    rules = directory / "pg_hba.conf"
    with contextlib.suppress(OSError):
        if not rules.is_symlink() and rules.read_text() == RULES:
            return False
    write_text(rules, RULES, owner=server_owner())
    return True


def password_file(directory: Path) -> Path:
    """Return the file with the password of TCP_ROLE, beside the data directory."""
    return directory.with_name(f"{directory.name}-password")


def set_password(directory: Path, superuser_url: str) -> None:
    """Let TCP_ROLE log in with the password of its file, made on first use."""
    password = kept_secret(password_file(directory))
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        # Only what is derived from it is sent: a statement may end in a log.
        secret = connection.pgconn.encrypt_password(password.encode(), TCP_ROLE.encode(), b"scram-sha-256").decode()
        statement = sql.SQL("alter role {} password {}").format(sql.Identifier(TCP_ROLE), sql.Literal(secret))
        connection.execute(statement)
