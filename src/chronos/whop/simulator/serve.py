"""Serve: the simulated Whop over HTTP on a loopback address."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn

from chronos.whop.simulator.application import create_simulator
from chronos.whop.simulator.state import Simulator


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the caller."""
        yield


async def serve_simulator(simulator: Simulator, listener: socket.socket, stop: asyncio.Event) -> None:
    """Answer on `listener`, which listens on `PAGE_HOST`, until `stop` is set."""
    simulator.use_port(listener.getsockname()[1])
    config = uvicorn.Config(create_simulator(simulator), log_level="warning", access_log=False, ws="none")
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await stop.wait()
    finally:
        server.should_exit = True
        await serving
