"""Frame: the app's own domain on Whop, which hands every request on to Chronos with the token of the user.

Whop serves an app in an iframe from a domain of the app and proxies it. A browser that blocks third-party cookies keeps
a partitioned cookie there, by which the proxy knows the user; the app itself sees the header `x-whop-user-token` alone.
"""

from collections.abc import AsyncIterator
from http.cookies import SimpleCookie

import httpx2
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from chronos.whop.simulator.state import APP_ID, Simulator

ENTER = "/__whop/enter"
COOKIE = "whop_frame"
TOKEN_HEADER = "x-whop-user-token"  # noqa: S105 - its name
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_OF_THE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer", "host"}


def create_frame(simulator: Simulator) -> Starlette:
    """Return the application that serves the app's domain."""
    frame = Starlette(routes=[Route(ENTER, enter), Route("/{path:path}", hand_on, methods=_METHODS)])
    frame.state.simulator = simulator
    return frame


async def enter(request: Request) -> Response:
    """Begin a visit: the page's code names the user, and the cookie keeps it."""
    code, to = request.query_params.get("code", ""), request.query_params.get("to", "/")
    if code not in _simulator(request).codes or not to.startswith("/") or to.startswith("//"):
        return PlainTextResponse("Open this page on the simulated Whop again.", 403)
    response = RedirectResponse(to, 302)
    cookie = f"{COOKIE}={code}; Path=/; HttpOnly; Secure; SameSite=None; Partitioned"
    response.headers.append("set-cookie", cookie)
    return response


async def hand_on(request: Request) -> Response:
    """Send the request to Chronos, with the user's token, and its answer back as it comes."""
    simulator = _simulator(request)
    has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
    client = httpx2.AsyncClient(transport=simulator.transport, timeout=120, trust_env=False)
    answer = await client.send(
        client.build_request(
            request.method,
            f"{simulator.target}{request.scope['raw_path'].decode()}"
            + (f"?{request.url.query}" if request.url.query else ""),
            headers=_headers(request, simulator),
            content=request.stream() if has_body else None,
        ),
        stream=True,
    )

    async def body() -> AsyncIterator[bytes]:
        async for piece in answer.aiter_raw():
            yield piece

    async def close() -> None:
        await answer.aclose()
        await client.aclose()

    response = StreamingResponse(body(), answer.status_code, background=BackgroundTask(close))
    response.raw_headers = [
        (name.lower(), value.replace(simulator.target.encode(), b"") if name.lower() == b"location" else value)
        for name, value in answer.headers.raw
        if name.lower().decode() not in _OF_THE_CONNECTION
    ]
    return response


def _headers(request: Request, simulator: Simulator) -> list[tuple[str, str]]:
    """Return the headers for Chronos: a token of ours alone, and no cookie of ours."""
    kept = [
        (name, value)
        for name, value in request.headers.items()
        if name not in _OF_THE_CONNECTION and name not in (TOKEN_HEADER, "cookie")
    ]
    cookies = SimpleCookie(request.headers.get("cookie", ""))
    others = "; ".join(f"{name}={morsel.coded_value}" for name, morsel in cookies.items() if name != COOKIE)
    kept += [("cookie", others)] if others else []
    visit = simulator.codes.get(cookies[COOKIE].value) if COOKIE in cookies else None
    if visit is not None:
        kept.append((TOKEN_HEADER, simulator.keys.user_token(str(visit["user_id"]), APP_ID)))
    return kept


def _simulator(request: Request) -> Simulator:
    found: Simulator = request.app.state.simulator
    return found
