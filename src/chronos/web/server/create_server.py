"""Create the HTTP server of an application."""

import asyncio
import contextlib
import functools
import resource
import socket
import sys
from collections.abc import Callable, Iterator
from typing import cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from chronos.app import App
from chronos.web.application import create_application
from chronos.web.server.count_connections import MAX_CONNECTIONS, Connections
from chronos.web.server.limit_connection import LimitedConnection

SHUTDOWN_SECONDS = 5  # open streams would delay the shutdown without a limit
IDLE_SECONDS = 5  # of a connection that has had an answer
ACCEPTED_AT_ONCE = 16  # connections in one turn of the event loop, while others wait in the system's queue
WAITING_CONNECTIONS = 2048  # in that queue
SWITCH_SECONDS = 0.0002  # Python's own 5 ms, each time the event loop comes back to a thread that computes, add up
FILES_OF_A_CONNECTION = 3  # the socket, a stored file, and a share of the database's and the decoders' connections


def create_server(app: App) -> "LimitedServer":
    """Return a server of the web application of `app`, whose database is open."""
    application = create_application(app)

    def end_streams() -> None:
        application.state.event_streams.end()
        application.state.answer_runs.end()

    return LimitedServer(application, app.settings.trusted_proxies, end_streams)


class LimitedServer(uvicorn.Server):
    """uvicorn with connections that are limited and checked every second; `end_streams` is called when it stops."""

    def __init__(
        self, application: ASGIApp, trusted_proxies: str, end_streams: Callable[[], None] = lambda: None
    ) -> None:
        self.application = application
        self._end_streams = end_streams
        config = uvicorn.Config(
            application,
            http=LimitedConnection,
            ws="none",
            log_level="warning",
            access_log=False,  # addresses contain the secrets of links
            backlog=ACCEPTED_AT_ONCE,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            forwarded_allow_ips=trusted_proxies,
        )
        config.load()
        super().__init__(config)
        proxies = config.loaded_app
        assert isinstance(proxies, ProxyHeadersMiddleware)  # noqa: S101 - the outermost layer
        places = min(MAX_CONNECTIONS, raise_file_limit() // FILES_OF_A_CONNECTION)
        self.server_state: Connections = Connections(proxies, places)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, so that neither new connections nor threads that compute keep requests waiting."""
        sys.setswitchinterval(SWITCH_SECONDS)
        await super().startup(sockets)
        for listener in sockets or ():
            listener.listen(WAITING_CONNECTIONS)  # asyncio has one number for both

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, end what would never end by itself, and wait for the other answers."""
        self._end_streams()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the caller: uvicorn would raise them again, before the caller cleans up."""
        yield

    async def on_tick(self, counter: int) -> bool:
        """Check every connection once a second; uvicorn calls this ten times a second."""
        if counter % 10 == 0:
            now = asyncio.get_running_loop().time()
            for connection in list(self.server_state.connections):
                cast("LimitedConnection", connection).check(now)
        return await super().on_tick(counter)


@functools.cache
def raise_file_limit() -> int:
    """Raise the number of files that this process may open to what all connections need, if it may; return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_CONNECTIONS * FILES_OF_A_CONNECTION
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return wanted if soft == resource.RLIM_INFINITY else soft
