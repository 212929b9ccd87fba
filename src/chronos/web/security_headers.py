"""Add security headers to every response."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# `same-origin`, not `no-referrer`: under the latter browsers send `Origin: null` with our own forms.
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cache-Control": "no-store",
}


class SecurityHeaders:
    """Add the headers of `SECURITY_HEADERS` that a response does not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/sign-in/"):
                    headers["Referrer-Policy"] = "no-referrer"  # the address holds a secret
                if scope["path"].startswith("/static/"):
                    headers["Cache-Control"] = "no-cache"  # the browser keeps the file and revalidates its ETag
            await send(message)

        await self._app(scope, receive, send_safely if scope["type"] == "http" else send)
