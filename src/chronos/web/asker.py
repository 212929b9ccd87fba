"""Who is asking: a bearer token with programs, a cookie with browsers."""

import asyncio
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from chronos.app import App
from chronos.errors import NotAllowed
from chronos.model import Actor
from chronos.search import Engine

COOKIE = "chronos_token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_bearer = HTTPBearer(
    scheme_name="token",
    bearerFormat="JWT",
    description="A creator's or a student's token, as `chronos token` prints it.",
    auto_error=False,
)


async def running_app(request: Request) -> App:
    """The application that this server serves."""
    app: App = request.app.state.chronos
    return app


Running = Annotated[App, Depends(running_app)]
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def program(app: Running, credentials: Credentials) -> Actor:
    """Who sent the token. Raises NotAllowed (code `token_…` when there is none that can be believed)."""
    if credentials is None:
        raise NotAllowed("Send a token: `Authorization: Bearer …`, as `chronos token` makes it.", code="token_missing")
    return believed(app, credentials.credentials)


async def browser(request: Request, app: Running) -> Actor:
    """Who signed in with this browser. Raises NotAllowed: signed out, or a form that another site sent."""
    if request.method not in SAFE_METHODS:
        refuse_foreign(request, app.settings.public_url)
    token = request.cookies.get(COOKIE)
    if token is None:
        raise NotAllowed("You are signed out.", code="token_missing")
    return believed(app, token)


async def either(request: Request, app: Running, credentials: Credentials) -> Actor:
    """Who asks for bytes: a program by its token, a player by the browser's cookie."""
    return await program(app, credentials) if credentials is not None else await browser(request, app)


Program = Annotated[Actor, Depends(program)]
Browser = Annotated[Actor, Depends(browser)]
Either = Annotated[Actor, Depends(either)]


def believed(app: App, token: str) -> Actor:
    """The person whom `token` stands for. Raises NotAllowed; also for the service's own token."""
    actor = app.tokens.verify(token)
    if actor.role != "authenticated":
        raise NotAllowed(
            "A service token cannot be used here: send the token of a creator or a student.", code="service_token"
        )
    return actor


def refuse_foreign(request: Request, public_url: str) -> None:
    """Raises NotAllowed for a request that a page of another site made the browser send.

    Browsers that send `Sec-Fetch-Site` say it themselves; older ones tell by `Origin`. A client that sends neither is
    no browser, and nobody else's cookie is in it.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        ours = site in ("same-origin", "none")
    elif origin is not None:
        ours = urlsplit(origin).netloc in (request.headers.get("host"), urlsplit(public_url).netloc)
    else:
        ours = True
    if not ours:
        raise NotAllowed("This was sent from another site: open the page here and do it again.", code="cross_site")


async def ready_engine(app: App) -> Engine:
    """What searching takes; its model is loaded on first use, away from the event loop."""
    return await asyncio.to_thread(lambda: app.engine)
