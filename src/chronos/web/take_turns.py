"""Answer one request with a large JSON body of each client at a time, so that they share the processor with others."""

import asyncio
from weakref import WeakValueDictionary

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chronos.web.body_limit import declared_bytes, is_upload
from chronos.web.client_network import client_network

LARGE_BYTES = 16 * 1024  # a question is shorter, whatever it is
REFUSED_SECONDS = 0.1  # that a client's next large body waits after one that was refused


class TakeTurns:
    """Receive a body, then hold the client's turn while it is parsed and answered, if it is large.

    It stands behind `BodyLimit`, which bounds what is received.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        if scope["type"] != "http" or is_upload(scope["method"], scope["path"]) or not _may_be_large(scope):
            await self._app(scope, receive, send)
            return
        messages, refusal = await _receive_body(receive)

        async def receive_again() -> Message:
            if messages:
                return messages.pop(0)
            if refusal is not None:
                raise refusal
            return await receive()

        if sum(len(message.get("body", b"")) for message in messages) <= LARGE_BYTES:
            await self._app(scope, receive_again, send)
            return
        client = client_network(scope["client"][0]) if scope.get("client") else ""
        is_refused = False

        async def send_noted(message: Message) -> None:
            nonlocal is_refused
            is_refused |= message.get("status", 0) >= 400
            await send(message)

        async with self._turns.setdefault(client, asyncio.Lock()):
            await self._app(scope, receive_again, send_noted)
            if is_refused:  # and answered: who sends such bodies one after another waits alone
                await asyncio.sleep(REFUSED_SECONDS)


def _may_be_large(scope: Scope) -> bool:
    """Whether the body is declared to be large, or comes in chunks of unknown number."""
    return declared_bytes(scope) > LARGE_BYTES or any(name == b"transfer-encoding" for name, _ in scope["headers"])


async def _receive_body(receive: Receive) -> tuple[list[Message], HTTPException | None]:
    """Return what was received, and how `BodyLimit` refused the rest: the application words it."""
    messages: list[Message] = []
    try:
        while not messages or messages[-1].get("more_body", False):
            messages.append(await receive())
    except HTTPException as error:
        return messages, error
    return messages, None
