"""Authenticate a request: programs send a bearer token, browsers a cookie."""

import asyncio
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from chronos.app import App
from chronos.chat import Answerer
from chronos.errors import NotAllowed
from chronos.members import Holder, resume_sign_in
from chronos.model import Actor
from chronos.search import Engine
from chronos.web.cookies import read_cookie

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_bearer = HTTPBearer(
    scheme_name="token",
    bearerFormat="JWT",
    description="The token of a creator or a student, as printed by `chronos token`.",
    auto_error=False,
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request, and by which sign-in; programs have none."""

    actor: Actor
    sign_in_id: UUID | None


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
    return await verify_token(app, credentials.credentials)


async def identify_browser(request: Request, app: Running) -> Caller:
    """Return the person signed in with this browser. Raises NotAllowed: signed out, or a form of another site."""
    public_url = app.settings.public_url
    if request.method not in SAFE_METHODS:
        refuse_cross_site(request, public_url)
    secret = read_cookie(request, public_url, "chronos_session")
    if secret is None:
        raise NotAllowed("You are signed out.", code="token_missing")
    signed_in = await resume_sign_in(app.db, secret)
    return Caller(signed_in.actor, signed_in.id)


async def identify_client(request: Request, app: Running, credentials: Credentials) -> Caller:
    """Return the caller: a program by its token, otherwise a browser by its cookie. Raises NotAllowed."""
    if credentials is not None:
        return Caller(await verify_token(app, credentials.credentials), None)
    return await identify_browser(request, app)


BrowserCaller = Annotated[Caller, Depends(identify_browser)]
AnyCaller = Annotated[Caller, Depends(identify_client)]


async def authenticate_browser(caller: BrowserCaller) -> Actor:
    """Return the person signed in with this browser."""
    return caller.actor


async def authenticate_client(caller: AnyCaller) -> Actor:
    """Return the caller: a program by its token, otherwise a browser by its cookie."""
    return caller.actor


Program = Annotated[Actor, Depends(authenticate_program)]
Browser = Annotated[Actor, Depends(authenticate_browser)]
ProgramOrBrowser = Annotated[Actor, Depends(authenticate_client)]


async def verify_token(app: App, token: str) -> Actor:
    """Return the actor of `token`. Raises NotAllowed, also for a service token."""
    return (await read_token(app, token)).actor


async def read_token(app: App, token: str) -> Holder:
    """Return the holder of `token`. Raises as `verify_token` does."""
    holder = await app.token_reader.read(token)
    if holder.actor.role != "authenticated":
        raise NotAllowed(
            "A service token is not accepted here: send the token of a creator or a student.", code="service_token"
        )
    return holder


def refuse_cross_site(request: Request, public_url: str, *, allow_opaque: bool = False) -> None:
    """Raise NotAllowed for a request that a page of another site made the browser send.

    Current browsers send `Sec-Fetch-Site`, older ones `Origin`. A client that sends neither is not a browser and
    carries no cookie of another person. `allow_opaque`: a page with `Referrer-Policy: no-referrer` sends the origin
    `null`, as some foreign pages do; such a page needs another proof that the form is its own.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        is_ours = site in ("same-origin", "none")
    elif origin == "null":
        is_ours = allow_opaque
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
