"""Application: the simulated Whop as one ASGI application; the host of a request says which part answers."""

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from chronos.whop.simulator import api, control, media, oauth, pages
from chronos.whop.simulator.frame import create_frame
from chronos.whop.simulator.state import APP_HOST, PAGE_HOST, Simulator


def create_simulator(simulator: Simulator) -> ASGIApp:
    """Return the application: pages, API and OAuth under one host name, the app's domain under the other."""
    whop = Starlette(routes=[*api.ROUTES, *oauth.ROUTES, *control.ROUTES, *media.ROUTES, *pages.ROUTES])
    whop.state.simulator, whop.state.tasks = simulator, set()
    parts: dict[str, ASGIApp] = {PAGE_HOST: whop, APP_HOST: create_frame(simulator)}

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await whop(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        part = parts.get(headers.get(b"host", "").rpartition(":")[0] or headers.get(b"host", ""))
        # Another host name leads here from a page of the Internet; pages of other sites may read, and do, nothing.
        if part is None or (part is whop and _is_foreign(scope["method"], headers)):
            await PlainTextResponse("The simulator answers this machine alone.", 403)(scope, receive, send)
            return
        await part(scope, receive, send)

    return answer


def _is_foreign(method: str, headers: dict[bytes, str]) -> bool:
    return method != "GET" and headers.get(b"sec-fetch-site", "none") not in ("none", "same-origin")
