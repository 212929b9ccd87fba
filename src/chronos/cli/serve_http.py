"""Serve the web application on a socket until a stop event."""

import asyncio
import socket

from uvicorn.importer import import_from_string

from chronos.app import App

# Named, not imported: `cli` and `web` stand on one floor and do not import each other (docs/decisions/0013).
CREATE_SERVER = "chronos.web:create_server"


async def serve_http(app: App, listener: socket.socket, stop: asyncio.Event) -> None:
    """Answer requests on `listener` with the web application of `app` until `stop` is set."""
    server = import_from_string(CREATE_SERVER)(app)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        server.should_exit = True
        await serving
