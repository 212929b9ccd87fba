"""Authenticate a request: programs send a bearer token, browsers a cookie."""

import asyncio
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from chronos.app import App
from chronos.chat import Answerer
from chronos.errors import NotAllowed
from chronos.model import Actor
from chronos.search import Engine

COOKIE = "chronos_token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_bearer = HTTPBearer(
    scheme_name="token",
    bearerFormat="JWT",
    description="The token of a creator or a student, as printed by `chronos token`.",
    auto_error=False,
)


async def running_app(request: Request) -> App:
    """Return the application that this server serves."""
    app: App = request.app.state.chronos
    return app


Running = Annotated[App, Depends(running_app)]
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def authenticate_program(app: Running, credentials: Credentials) -> Actor:
    """Return the holder of the request's token. Raises NotAllowed (code `token_…` when it is missing or invalid)."""
    if credentials is None:
        raise NotAllowed(
            "Send a token in the header `Authorization: Bearer …`; `chronos token` prints one.", code="token_missing"
        )
    return verify_token(app, credentials.credentials)


async def authenticate_browser(request: Request, app: Running) -> Actor:
    """Return the person signed in with this browser. Raises NotAllowed: signed out, or a form of another site."""
    if request.method not in SAFE_METHODS:
        refuse_cross_site(request, app.settings.public_url)
    token = request.cookies.get(COOKIE)
    if token is None:
        raise NotAllowed("You are signed out.", code="token_missing")
    return verify_token(app, token)


async def authenticate_client(request: Request, app: Running, credentials: Credentials) -> Actor:
    """Return the caller: a program by its token, otherwise a browser by its cookie. Raises NotAllowed."""
    if credentials is not None:
        return verify_token(app, credentials.credentials)
    return await authenticate_browser(request, app)


Program = Annotated[Actor, Depends(authenticate_program)]
Browser = Annotated[Actor, Depends(authenticate_browser)]
ProgramOrBrowser = Annotated[Actor, Depends(authenticate_client)]


def verify_token(app: App, token: str) -> Actor:
    """Return the holder of `token`. Raises NotAllowed, also for a service token."""
    actor = app.tokens.verify(token)
    if actor.role != "authenticated":
        raise NotAllowed(
            "A service token is not accepted here: send the token of a creator or a student.", code="service_token"
        )
    return actor


def refuse_cross_site(request: Request, public_url: str) -> None:
    """Raise NotAllowed for a request that a page of another site made the browser send.

    Current browsers send `Sec-Fetch-Site`, older ones `Origin`. A client that sends neither is not a browser and
    carries no cookie of another person.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        is_ours = site in ("same-origin", "none")
    elif origin is not None:
        is_ours = urlsplit(origin).netloc in (request.headers.get("host"), urlsplit(public_url).netloc)
    else:
        is_ours = True
    if not is_ours:
        raise NotAllowed("This form was sent from another site. Open the page here and try again.", code="cross_site")


async def ready_engine(app: App) -> Engine:
    """Return the search engine; its model is loaded on first use, in a thread."""
    return await asyncio.to_thread(lambda: app.engine)


async def ready_answerer(app: App) -> Answerer:
    """Return what answers questions; its models are loaded on first use, in a thread."""
    return await asyncio.to_thread(lambda: app.answerer)
