"""The server checks its connections by itself, and opens as many files as its connections need."""

import asyncio
import resource
import socket

import pytest

from chronos.web.server.create_server import FILES_OF_A_CONNECTION, LimitedServer, raise_file_limit
from tests.web.server.conftest import Small, until


async def test_connections_are_checked_without_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chronos.web.server.limit_connection.HEADER_SECONDS", 0.01)
    server = LimitedServer(Small(), "127.0.0.1")
    listener = socket.create_server(("127.0.0.1", 0))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    await until(lambda: server.started)
    reader, writer = await asyncio.open_connection(*listener.getsockname())
    assert await asyncio.wait_for(reader.read(), 30) == b""
    writer.close()
    await writer.wait_closed()
    server.should_exit = True
    await serving


def test_every_connection_has_its_files() -> None:
    server = LimitedServer(Small(), "127.0.0.1")
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert server.server_state.max_connections * FILES_OF_A_CONNECTION <= min(soft, raise_file_limit())
