"""Rules for every request and answer: no endless body, no content that a browser could take for something else."""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_BYTES = 256 * 1024  # everything but uploads, which are counted where they are received
UPLOADS = frozenset({("POST", "/api/v1/videos"), ("POST", "/videos")})
# Of the storage API: an object, or a piece of one. `list`, `sign` and the like read JSON and stay limited.
_UPLOADS_BY_ADDRESS = {
    "POST": (
        re.compile(r"/storage/v1/object/(?!(?:list|list-v2|sign|move|copy|upload)(?:/|$))"),
        re.compile(r"/storage/v1/upload/resumable(?:/|$)"),
    ),
    "PUT": (re.compile(r"/storage/v1/object/"),),
    "PATCH": (re.compile(r"/storage/v1/upload/resumable/"),),
}

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# `same-origin`, not `no-referrer`: under the latter browsers send `Origin: null` with our own forms.
SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cache-Control": "no-store",
}


class SafeHeaders:
    """Adds to every answer the headers of `SAFE_HEADERS` that it does not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFE_HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/static/"):
                    headers["Cache-Control"] = "no-cache"  # kept, and asked after by its ETag
            await send(message)

        await self._app(scope, receive, send_safely if scope["type"] == "http" else send)


class BodyLimit:
    """Refuses a body of more than `MAX_BODY_BYTES` with 413, by its declared length or when it turns out so."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or is_upload(scope["method"], scope["path"]):
            await self._app(scope, receive, send)
            return
        declared, received = declared_bytes(scope), 0

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if max(declared, received) > MAX_BODY_BYTES:
                raise HTTPException(413, f"The request is larger than {MAX_BODY_BYTES // 1024} KB.")
            return message

        await self._app(scope, receive_counted, send)


def is_upload(method: str, path: str) -> bool:
    """Whether a request there brings a file, which its endpoint counts as it receives it."""
    return (method, path) in UPLOADS or any(each.match(path) for each in _UPLOADS_BY_ADDRESS.get(method, ()))


def declared_bytes(scope: Scope) -> int:
    """The body's length as the client declares it; 0 when it does not."""
    declared = Headers(scope=scope).get("content-length", "")
    return int(declared) if declared.isdecimal() and len(declared) < 20 else 0
