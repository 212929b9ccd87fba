"""Parse large JSON bodies in a thread, so that no other request waits for them."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

ON_LOOP_BYTES = 64 * 1024  # parsed within a millisecond or two; a thread costs a tenth of that


class OffLoopRoute(APIRoute):
    """A route whose JSON body is parsed in a thread when it is large."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, which gets a request that parses so."""
        handle = super().get_route_handler()

        async def off_loop(request: Request) -> Response:
            return await handle(_Request(request.scope, request.receive, request._send))

        return off_loop


class _Request(Request):
    async def json(self) -> Any:
        body = await self.body()
        return json.loads(body) if len(body) <= ON_LOOP_BYTES else await asyncio.to_thread(json.loads, body)
