"""A server with limits in front of a small application, and raw connections to it."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from chronos.web.server.count_connections import Connections
from chronos.web.server.create_server import LimitedServer
from chronos.web.server.limit_connection import LimitedConnection


@dataclass
class Small:
    """An application: /slow answers once `go` is set, /many sends `many` until it ends, all others say the body's size.

    `closed` counts the requests that saw their client go.
    """

    go: asyncio.Event = field(default_factory=asyncio.Event)
    many: int = 0
    sent: int = 0
    closed: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        if scope["type"] != "http":
            return None
        self.headers = scope["headers"]
        if scope["path"] == "/many":
            return await self._send_many(send)
        if scope["path"] == "/slow":
            await self.go.wait()
        size, more = 0, scope["path"] != "/unread"
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.closed += 1
                return None
            size += len(message["body"])
            more = message["more_body"]
        body = b"%d" % size
        headers = [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        return await send({"type": "http.response.body", "body": body})

    async def _send_many(self, send: Send) -> None:
        headers = [(b"content-length", b"%d" % self.many)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        piece = bytes(64 * 1024)
        while self.sent < self.many:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            self.sent += len(piece)
        await send({"type": "http.response.body", "body": b""})


@dataclass
class Raw:
    """A raw connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def close(self) -> None:
        """Close our side, if the server has not."""
        self.writer.close()
        with suppress(ConnectionError):
            await self.writer.wait_closed()

    async def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        """Read one response."""
        head = (await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 30)).decode("latin-1")
        status, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        return int(status.split()[1]), headers, await self.reader.readexactly(int(headers["content-length"]))

    async def problem(self) -> tuple[int, str]:
        """Read one refusal and the end of the connection; return its status and code."""
        status, headers, body = await self.answer()
        assert headers["content-type"] == "application/problem+json"
        assert headers["connection"] == "close"
        assert headers["x-content-type-options"] == "nosniff"
        assert await asyncio.wait_for(self.reader.read(), 30) == b""
        return status, str(json.loads(body)["code"])

    async def is_closed(self) -> bool:
        """Read until the server ends the connection; return whether it sent nothing more."""
        try:
            return await asyncio.wait_for(self.reader.read(), 30) == b""
        except ConnectionResetError:
            return True


class Unhurried(LimitedServer):
    """A server whose connections are checked by tests only, at times of their own."""

    async def on_tick(self, counter: int) -> bool:
        """Do what uvicorn does."""
        return await uvicorn.Server.on_tick(self, counter)


@dataclass
class Site:
    """The server and its connections."""

    app: Small
    server: LimitedServer
    port: int
    stack: AsyncExitStack

    @property
    def state(self) -> Connections:
        """The counts."""
        return self.server.server_state

    async def connect(self, source: str = "127.0.0.1", receive_bytes: int | None = None) -> Raw:
        """Connect from an address of this machine; only 127.0.0.1 is a proxy."""
        raw = socket.socket()
        if receive_bytes:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        raw.bind((source, 0))
        raw.setblocking(False)
        await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", self.port))
        made = Raw(*await asyncio.open_connection(sock=raw, limit=receive_bytes or 64 * 1024))
        self.stack.push_async_callback(made.close)
        return made

    async def only(self) -> LimitedConnection:
        """Return the server's only connection, once it is there."""
        await until(lambda: len(self.state.connections) == 1)
        [connection] = self.state.connections
        return cast("LimitedConnection", connection)

    async def check_later(self, seconds: float) -> None:
        """Check all connections as if `seconds` had passed since now."""
        for connection in list(self.state.connections):
            cast("LimitedConnection", connection).check(asyncio.get_running_loop().time() + seconds)
        await asyncio.sleep(0)


async def until(condition: Callable[[], Any]) -> None:
    """Wait for a condition that the event loop's other tasks bring about."""
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - a condition of another task's making
            await asyncio.sleep(0.005)


@asynccontextmanager
async def running(max_connections: int | None = None) -> AsyncIterator[Site]:
    """Run a server on a free port."""
    app = Small()
    server = Unhurried(app, "127.0.0.1,::1")
    if max_connections is not None:
        server.server_state.max_connections = max_connections
    listener = socket.create_server(("127.0.0.1", 0))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    async with AsyncExitStack() as stack:
        await until(lambda: server.started)
        yield Site(app, server, listener.getsockname()[1], stack)
    app.go.set()
    server.should_exit = True
    await serving


Run = Callable[..., Awaitable[Site]]


@pytest.fixture
async def run() -> AsyncIterator[Run]:
    """Return `run`, which starts a server for the length of the test."""
    async with AsyncExitStack() as stack:

        async def start(max_connections: int | None = None) -> Site:
            return await stack.enter_async_context(running(max_connections))

        yield start


@pytest.fixture
async def site(run: Run) -> Site:
    """Return a running server."""
    return await run()
