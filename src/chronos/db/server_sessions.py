"""Sessions of Chronos's servers: each has a name, by which an operator's command sees that a database is in use."""

import os
import socket

from psycopg.conninfo import make_conninfo

from chronos.db.owner_connection import fetch, owner_connection
from chronos.errors import Conflict

MAX_NAME_BYTES = 63  # the server cuts longer ones

# Every login may read these columns of the view, also those of other logins' sessions.
_LIST = """
select distinct application_name as name
  from pg_catalog.pg_stat_activity
 where datname = current_database() and starts_with(application_name, 'chronos ')
 order by 1
"""


def session_name(command: str) -> str:
    """Return the name of the sessions of this process, which runs `chronos COMMAND` until it is stopped."""
    return f"chronos {command}, process {os.getpid()} on {socket.gethostname()}"[:MAX_NAME_BYTES]


def named_session(url: str, command: str) -> str:
    """Return the address `url` with the name of its sessions."""
    return make_conninfo(url, application_name=session_name(command))


async def list_servers(url: str) -> list[str]:
    """Return the name of each server that uses the database; one behind a pooler of connections may be missing."""
    async with owner_connection(url) as connection:
        return [row["name"] for row in await fetch(connection, _LIST)]


async def require_no_server(url: str) -> None:
    """Raise Conflict when a server uses the database, which would lose it in the middle of its work."""
    if servers := await list_servers(url):
        it = "it" if len(servers) == 1 else "them"
        raise Conflict(
            f"The database is in use by {'; '.join(servers)}. Stop {it} with Ctrl-C or `kill`, then run this command "
            "again.",
            code="server_running",
        )
