"""Build the queue, whose connections are the service role in schema `jobs`."""

from typing import Any

import procrastinate
import psycopg

QUEUE = "pipeline"
IMPORTS = "imports"  # waits for other servers, so no other job waits behind it

# procrastinate's statements name no schema. Its listener waits for hours, so no statement timeout.
_BECOME_THE_QUEUE = """
select set_config('search_path', 'jobs', false),
       set_config('statement_timeout', '0', false),
       set_config('role', 'service_role', false)
"""


def build_queue(url: str) -> procrastinate.App:
    """Return the queue of the database at `url`; `open_async` opens its connections."""
    connector = procrastinate.PsycopgConnector(conninfo=url, min_size=1, max_size=6, configure=_configure)
    return procrastinate.App(connector=connector)


async def _configure(connection: psycopg.AsyncConnection[Any]) -> None:
    await connection.execute(_BECOME_THE_QUEUE)
    await connection.commit()
