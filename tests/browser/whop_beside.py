"""A simulated Whop on a socket of its own, beside the application, whose frames browsers open."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from chronos.config import Settings
from chronos.model import CreatorId
from chronos.whop.simulator import API_KEY, APP_ID, PAGE_HOST, Simulator, new_simulator, serve_simulator, with_school
from tests.web.served import Served


@contextmanager
def whop_beside(home: Path) -> Iterator[tuple[Simulator, Settings]]:
    """Serve a Whop with a school for the length of the block; yield it, and settings that take it for Whop.

    Its `target` has to be set to the address of the application.
    """
    listener = socket.create_server((PAGE_HOST, 0))
    simulator = with_school(new_simulator("http://127.0.0.1:9", seed=1))
    simulator.use_port(listener.getsockname()[1])
    settings = Settings(
        home=home,
        whop_app_id=APP_ID,
        whop_api_key=SecretStr(API_KEY),
        whop_api_url=f"{simulator.page_origin}/api/v1",
        whop_jwks_url=f"{simulator.page_origin}/.well-known/jwks.json",
        whop_frame_origins=simulator.page_origin,
        _env_file=None,
    )
    stop = asyncio.Event()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=[serve_simulator(simulator, listener, stop)])
    thread.start()
    try:
        yield simulator, settings
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        loop.close()
        listener.close()


async def belong(running: Served, simulator: Simulator, creator: CreatorId) -> None:
    """Let the creator's school be that of the simulated company."""
    company = next(iter(simulator.world.companies.values()))
    async with running.app.db.as_service("test") as tx:
        await tx.execute(
            "update creators set whop_company_id = %(company)s where id = %(id)s",
            {"company": company.id, "id": creator},
        )
