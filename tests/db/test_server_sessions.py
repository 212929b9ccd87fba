"""A server's sessions show that a database is in use, to its owner as well."""

import pytest

from chronos.db import Database, list_servers, named_session, require_no_server, session_name
from chronos.errors import Conflict
from tests.conftest import ADatabase


async def test_servers_are_seen_while_they_are_connected(
    db: Database, database: ADatabase, empty_database: ADatabase
) -> None:
    async with db.as_service("test") as tx:  # a command: no server
        await tx.fetch_one("select 1")
    await require_no_server(database.url)
    server = Database(named_session(database.login_url, "up"), max_size=2)
    await server.open()
    try:
        [name] = await list_servers(database.url)
        assert name == session_name("up")
        with pytest.raises(Conflict, match=rf"in use by {name}\. Stop it") as refused:
            await require_no_server(database.url)
        assert refused.value.code == "server_running"
        await require_no_server(empty_database.url)
    finally:
        await server.close()
