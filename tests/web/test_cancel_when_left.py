"""Work for a request that ends with its client."""

import asyncio

import pytest
from fastapi import Request
from starlette.requests import ClientDisconnect
from starlette.types import Message

from chronos.errors import NotFound
from chronos.web.cancel_when_left import cancel_when_left


class Line:
    """A request whose client leaves when the test says so."""

    def __init__(self) -> None:
        self.left, self.is_cancelled = asyncio.Event(), False
        self.request = Request({"type": "http"}, self._receive)

    async def _receive(self) -> Message:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def work(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)  # settling takes time
            self.is_cancelled = True


async def test_a_client_that_leaves_cancels_the_work() -> None:
    line = Line()
    waiting = asyncio.create_task(cancel_when_left(line.request, line.work()))
    await asyncio.sleep(0)
    line.left.set()
    with pytest.raises(ClientDisconnect):
        await waiting
    assert line.is_cancelled


async def test_a_server_that_stops_cancels_the_work() -> None:
    line = Line()
    waiting = asyncio.create_task(cancel_when_left(line.request, line.work()))
    await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert line.is_cancelled


async def test_what_the_work_returns_or_raises_is_passed_on() -> None:
    async def give() -> int:
        return 7

    async def fail() -> None:
        raise NotFound("Gone.", code="session_not_found")

    assert await cancel_when_left(Line().request, give()) == 7
    with pytest.raises(NotFound):
        await cancel_when_left(Line().request, fail())
