"""Begin few requests in each turn of the event loop: many that come at once hold up no answer that is written."""

import asyncio
from collections import deque

from starlette.types import ASGIApp, Receive, Scope, Send

BEGUN_IN_A_TURN = 16  # each takes about a millisecond until it waits for PostgreSQL


class Arrivals:
    """Let requests begin in the order in which they came, `BEGUN_IN_A_TURN` at most in one turn of the event loop."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._begun = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        if scope["type"] == "http":
            await self._turn()
        await self._app(scope, receive, send)

    async def _turn(self) -> None:
        loop = asyncio.get_running_loop()
        if not self._begun:
            loop.call_soon(self._next_turn)
        self._begun += 1
        if self._begun > BEGUN_IN_A_TURN:
            waiting = loop.create_future()
            self._waiting.append(waiting)
            await waiting

    def _next_turn(self) -> None:
        self._begun = 0
        while self._waiting and self._begun < BEGUN_IN_A_TURN:
            waiting = self._waiting.popleft()
            if not waiting.done():  # its client may have left
                waiting.set_result(None)
                self._begun += 1
        if self._begun:
            asyncio.get_running_loop().call_soon(self._next_turn)
