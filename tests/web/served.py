"""Serve the application on a real socket, in a thread with an event loop of its own."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import uuid4

from fastapi import FastAPI

from chronos.app import App
from chronos.config import Settings
from chronos.members import Kind, Person, make_sign_in_link
from chronos.model import Actor
from chronos.web import create_server
from chronos.web.server.create_server import LimitedServer

Result = TypeVar("Result")


@dataclass(frozen=True)
class Served:
    """A running server, and a way to run coroutines on its event loop."""

    url: str
    app: App
    web: FastAPI
    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run `work` on the server's event loop and return its result."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(120)

    def token(self, actor: Actor) -> str:
        """Return a token of `actor`."""
        return self.app.tokens.mint(actor)

    def sign_in_link(self, actor: Actor) -> str:
        """Return a new link that signs in as `actor`, a creator or a student."""
        kind: Kind = "creator" if actor.creator_id else "student"
        person = Person(kind, actor.creator_id or actor.student_id or uuid4(), "")
        return f"{self.url}/sign-in/{self.run(make_sign_in_link(self.app.db, person))}"


def becomes(condition: Callable[[], bool]) -> bool:
    """Whether `condition` comes true; a slow machine has half a minute for it."""
    until = time.monotonic() + 30
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def served(settings: Settings, login_url: str) -> Iterator[Served]:
    """Serve application and worker on a free port for the length of the block."""
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings = settings.model_copy(update={"public_url": url})
    started: list[Served] = []
    is_up = threading.Event()
    server: list[LimitedServer] = []

    async def serve() -> None:
        app = App(settings, login_url)
        await app.db.open()
        try:
            server.append(create_server(app))
            web = server[0].application
            assert isinstance(web, FastAPI)
            started.append(Served(url, app, web, asyncio.get_running_loop()))
            async with app.worker():
                is_up.set()  # the socket listens already: an early client waits
                await server[0].serve(sockets=[listener])
        finally:
            is_up.set()
            await app.db.close()

    thread = threading.Thread(target=asyncio.run, args=[serve()], daemon=True)
    thread.start()
    is_up.wait(60)
    try:
        yield started[0]
    finally:
        server[0].should_exit = True
        thread.join(30)
        listener.close()
