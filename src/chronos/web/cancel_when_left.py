"""Cancel when left: the work for a request ends when its client closes the connection."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from fastapi import Request
from starlette.requests import ClientDisconnect

Result = TypeVar("Result")


async def cancel_when_left(request: Request, work: Coroutine[Any, Any, Result]) -> Result:
    """Return the result of `work`, for a request whose body was read. Raises ClientDisconnect after cancelling it."""
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_leave(request))
    try:
        await asyncio.wait([working, leaving], return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise ClientDisconnect
    finally:
        for task in (leaving, working):
            task.cancel()
        await asyncio.wait([leaving, working])


async def _leave(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
