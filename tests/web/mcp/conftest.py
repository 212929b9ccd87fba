"""A server on a real socket, and the official package's own client."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent

from chronos.app import App
from chronos.model import Actor
from chronos.web import create_server

CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
HEADERS = {"Accept": "application/json, text/event-stream"}

Connect = Callable[..., AbstractAsyncContextManager[Client]]


@pytest.fixture
async def address(app: App) -> AsyncIterator[str]:
    """Serve `app`; return its address of the protocol."""
    listener = socket.create_server(("127.0.0.1", 0))
    app.settings.public_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = create_server(app)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    yield f"{app.settings.public_url}/mcp"
    server.should_exit = True
    await serving


@pytest.fixture
def connect(app: App, address: str) -> Connect:
    """Return `connect(actor)`: a connected client that sends the actor's token. `mode`: as the client has it."""

    @asynccontextmanager
    async def connected(actor: Actor, mode: str = "auto") -> AsyncIterator[Client]:
        headers = {"Authorization": f"Bearer {app.tokens.mint(actor)}"}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=60) as http,
            Client(streamable_http_client(address, http_client=http), mode=mode) as client,
        ):
            yield client

    return connected


def text_of(result: CallToolResult) -> str:
    """Return the text of an answer, which is its only content."""
    [content] = result.content
    assert isinstance(content, TextContent)
    return content.text


def code_of(result: CallToolResult) -> str:
    """Return the code of a call that failed."""
    assert result.is_error
    assert result.meta is not None
    return str(result.meta["chronos/code"])


async def post(
    app: App,
    address: str,
    actor: Actor | None,
    params: object = None,
    *,
    method: str = "tools/list",
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
) -> httpx2.Response:
    """Send one message of the older protocol, which needs no more than this."""
    token = {"Authorization": f"Bearer {app.tokens.mint(actor)}"} if actor else {}
    body = json.dumps(CALL | {"method": method} | ({"params": params} if params else {})).encode()
    sent = {"Content-Type": "application/json"} | HEADERS | token | dict(headers or {})
    async with httpx2.AsyncClient() as client:
        return await client.post(address, content=body if content is None else content, headers=sent)
