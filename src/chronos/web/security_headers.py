"""Add security headers to every response."""

import re
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NO_FRAME = "frame-ancestors 'none'"
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; "
    f"form-action 'self'; {NO_FRAME}"
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


FRAMED_VIEWS = re.compile(r"/(?:experiences|dashboard)/|/discover\Z")  # what Whop opens in a frame
_MARKS = "chronos.marks"  # in a scope, of which inner applications get copies


class SecurityHeaders:
    """Add the headers of `SECURITY_HEADERS` that a response does not set itself.

    The views that Whop opens, and what their frame opens then, may be framed by `frame_origins` alone; an embed by the
    sites of its school.
    """

    def __init__(self, app: ASGIApp, frame_origins: Sequence[str] = ()) -> None:
        self._app = app
        self._origins = " ".join(frame_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""

        marks: dict[str, str] = {}
        scope[_MARKS] = marks

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                is_inside_whop = "whop" in marks or FRAMED_VIEWS.match(scope["path"])
                if framing := marks.get("sites") or (self._origins if is_inside_whop else ""):
                    policy = headers["Content-Security-Policy"]
                    headers["Content-Security-Policy"] = policy.replace(NO_FRAME, f"frame-ancestors {framing}")
                    del headers["X-Frame-Options"]  # it knows no list of origins
                if scope["path"].startswith("/sign-in/"):
                    headers["Referrer-Policy"] = "no-referrer"  # the address holds a secret
            await send(message)

        await self._app(scope, receive, send_safely if scope["type"] == "http" else send)


def mark_framed(scope: Scope) -> None:
    """Let the answer to this request be shown in a frame inside Whop: the request came from one."""
    scope.get(_MARKS, {})["whop"] = ""


def allow_sites(scope: Scope, origins: Sequence[str]) -> None:
    """Let the answer to this request be shown in a frame by these sites: it shows an embed of a school."""
    scope.get(_MARKS, {})["sites"] = " ".join(origins)
