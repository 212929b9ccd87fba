"""A simulated Whop within the test's own process: its API without a socket."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx2
from pydantic import SecretStr

from chronos.whop import Requests, WhopClient
from chronos.whop.request import Patience
from chronos.whop.simulator import (
    API_KEY,
    PAGE_HOST,
    Simulator,
    create_simulator,
    new_simulator,
    serve_simulator,
    with_school,
)
from chronos.whop.simulator.world import Company, Product

ORIGIN = f"http://{PAGE_HOST}:9100"


@dataclass(frozen=True)
class Whop:
    """The simulator, a client of its API, and a plain HTTP client of all else."""

    simulator: Simulator
    client: WhopClient
    http: httpx2.AsyncClient

    @property
    def company(self) -> Company:
        """The school."""
        return next(iter(self.simulator.world.companies.values()))

    @property
    def product(self) -> Product:
        """Its first product."""
        return next(iter(self.company.products.values()))

    def person(self, name: str) -> str:
        """The id of a user of the world."""
        return next(one.id for one in self.simulator.world.people.values() if one.name == name)


def a_whop(chronos: httpx2.AsyncBaseTransport | None = None, *, seed: int = 1, speed: float = 1_000_000) -> Whop:
    """A school on a simulated Whop, which reaches Chronos through a transport."""
    simulator = with_school(new_simulator("http://chronos.test", seed=seed, speed=speed, transport=chronos))
    transport = httpx2.ASGITransport(create_simulator(simulator))
    quick = Patience(pause=0.001, longest_pause=1)
    client = WhopClient(Requests(f"{ORIGIN}/api/v1", SecretStr(API_KEY), quick, transport))
    return Whop(simulator, client, httpx2.AsyncClient(transport=transport, base_url=ORIGIN))


@asynccontextmanager
async def served(whop: Whop) -> AsyncIterator[str]:
    """The simulator on a port of its own; gives its origin."""
    with socket.socket() as listener:
        listener.bind((PAGE_HOST, 0))
        listener.listen()
        stop = asyncio.Event()
        serving = asyncio.create_task(serve_simulator(whop.simulator, listener, stop))
        try:
            yield f"http://{PAGE_HOST}:{listener.getsockname()[1]}"
        finally:
            stop.set()
            await serving
