"""Keep embeds free of cookies: none reaches their handlers, and none is set."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PATHS = ("/embed/", "/oembed")


class CookieFree:
    """Remove cookies from requests and responses of embeds."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        if scope["type"] != "http" or not scope["path"].startswith(_PATHS):
            await self._app(scope, receive, send)
            return

        async def send_without(message: Message) -> None:
            if message["type"] == "http.response.start":
                del MutableHeaders(scope=message)["set-cookie"]
            await send(message)

        headers = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
        await self._app({**scope, "headers": headers}, receive, send_without)
