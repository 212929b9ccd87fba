"""Limit the size of every request body that is not an upload."""

import re

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_BYTES = 256 * 1024
MAX_ROSTER_BYTES = 2 * 1024**2  # a list of 5,000 students, as a form or JSON writes it
ROSTERS = frozenset({("POST", "/studio/people/import"), ("POST", "/api/v1/students/import")})
UPLOADS = frozenset({("POST", "/api/v1/videos"), ("POST", "/videos")})
# The storage API's uploads: an object, or a piece of one. `list`, `sign` and similar requests are JSON and limited.
_UPLOADS_BY_ADDRESS = {
    "POST": (
        re.compile(r"/videos/[^/]+/(?:captions|poster)$"),
        re.compile(r"/studio/courses/[^/]+/cover$"),
        re.compile(r"/storage/v1/object/(?!(?:list|list-v2|sign|move|copy|upload)(?:/|$))"),
        re.compile(r"/storage/v1/upload/resumable(?:/|$)"),
    ),
    "PUT": (re.compile(r"/storage/v1/object/"), re.compile(r"/api/v1/videos/[^/]+/(?:captions|poster)$")),
    "PATCH": (re.compile(r"/storage/v1/upload/resumable/"),),
}


class BodyLimit:
    """Refuse a body of more than `MAX_BODY_BYTES` with 413, by its declared length or while it is read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        if scope["type"] != "http" or is_upload(scope["method"], scope["path"]):
            await self._app(scope, receive, send)
            return
        declared, received = declared_bytes(scope), 0
        limit = MAX_ROSTER_BYTES if (scope["method"], scope["path"]) in ROSTERS else MAX_BODY_BYTES

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if max(declared, received) > limit:
                raise HTTPException(413, f"The request is larger than {limit // 1024} KB.")
            return message

        await self._app(scope, receive_counted, send)


def is_upload(method: str, path: str) -> bool:
    """Return whether the request carries a file, whose endpoint enforces a limit of its own."""
    return (method, path) in UPLOADS or any(each.match(path) for each in _UPLOADS_BY_ADDRESS.get(method, ()))


def declared_bytes(scope: Scope) -> int:
    """Return the body's length as the client declares it; 0 when it does not."""
    declared = Headers(scope=scope).get("content-length", "")
    return int(declared) if declared.isdecimal() and len(declared) < 20 else 0
