"""Serve the web application on a socket until a stop event."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from uvicorn.importer import import_from_string

from chronos.app import App

# Named, not imported: `cli` and `web` stand on one floor and do not import each other (docs/decisions/0013).
CREATE_APPLICATION = "chronos.web:create_application"
SHUTDOWN_SECONDS = 5  # open streams would delay the shutdown without a limit


class _Server(uvicorn.Server):
    """A server that leaves signals to the command: uvicorn would raise them again, before the command cleans up."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve_http(app: App, listener: socket.socket, stop: asyncio.Event) -> None:
    """Answer requests on `listener` with the web application of `app` until `stop` is set."""
    config = uvicorn.Config(
        import_from_string(CREATE_APPLICATION)(app),
        log_level="warning",
        access_log=False,  # addresses contain the secrets of links
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        server.should_exit = True
        await serving
