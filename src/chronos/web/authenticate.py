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
from chronos.members import Holder, refuse_all_but_owner, refuse_viewer, refuse_without_access, resume_sign_in
from chronos.model import Actor
from chronos.search import Engine
from chronos.web.cookies import Cookie, read_cookie
from chronos.web.security_headers import mark_framed
from chronos.whop import Door

WHOP_TOKEN = "x-whop-user-token"  # noqa: S105 - the header of the token
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
    """Return the holder of the request's token.

    Raises NotAllowed: `token_…` when it is missing or invalid, `membership_ended` for a holder without access.
    """
    if credentials is None:
        raise NotAllowed(
            "Send a token in the header `Authorization: Bearer …`; `chronos token` prints one.", code="token_missing"
        )
    return await _verify_access(app, credentials.credentials)


async def _verify_access(app: App, token: str) -> Actor:
    actor = await verify_token(app, token)
    async with app.db.acting_as(actor) as tx:
        await refuse_without_access(tx)
    return actor


async def identify_browser(request: Request, app: Running) -> Caller:
    """Return the person signed in with this browser. Raises NotAllowed: signed out, or a form of another site."""
    public_url = app.settings.public_url
    secret = read_cookie(request, public_url, "chronos_session")
    if secret is None and app.whop_door is not None:
        secret = read_cookie(request, public_url, "chronos_frame")
        if secret is not None:
            return await _identify_frame(request, app, app.whop_door, secret)
    if request.method not in SAFE_METHODS:
        refuse_cross_site(request, public_url)
    if secret is None:
        raise NotAllowed("You are signed out.", code="token_missing")
    signed_in = await resume_sign_in(app.db, secret)
    if signed_in.framed_user is not None:  # the secret of a frame's cookie, which opens nothing outside of it
        raise NotAllowed("You were signed out. Sign in again with a new link.", code="sign_in_ended")
    return Caller(signed_in.actor, signed_in.id)


async def _identify_frame(request: Request, app: App, door: Door, secret: str) -> Caller:
    """Return the person signed in with a frame inside Whop, whose cookie goes with requests of every site.

    Whop's proxy names the user with each request: it must be the one who entered. Raises NotAllowed.
    """
    mark_framed(request.scope)
    if request.method not in SAFE_METHODS:
        if request.headers.get("sec-fetch-site") is None and request.headers.get("origin") is None:
            raise NotAllowed("This form was sent from another site. Open the page again.", code="cross_site")
        refuse_cross_site(request, app.settings.public_url)
    signed_in = await resume_sign_in(app.db, secret)
    token = request.headers.get(WHOP_TOKEN)
    if signed_in.framed_user is None or (token is not None and await door.verify_user(token) != signed_in.framed_user):
        raise NotAllowed("You were signed out. Open the app on Whop again.", code="sign_in_ended")
    return Caller(signed_in.actor, signed_in.id)


def browser_secret(request: Request, app: App) -> str:
    """Return the secret of the sign-in by which `identify_browser` knows this browser."""
    kept: tuple[Cookie, ...] = ("chronos_session", "chronos_frame")
    return next(filter(None, (read_cookie(request, app.settings.public_url, cookie) for cookie in kept)), "")


async def identify_client(request: Request, app: Running, credentials: Credentials) -> Caller:
    """Return the caller: a program by its token, otherwise a browser by its cookie. Raises NotAllowed."""
    if credentials is not None:
        return Caller(await _verify_access(app, credentials.credentials), None)
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


async def authenticate_editor(app: Running, actor: Program) -> Actor:
    """Return the holder of the request's token, who is no viewer. Raises NotAllowed (`role_not_allowed`)."""
    if actor.creator_id is not None:
        async with app.db.acting_as(actor) as tx:
            await refuse_viewer(tx)
    return actor


async def authenticate_owner(app: Running, actor: Program) -> Actor:
    """Return the holder of the request's token, who is no editor or viewer. Raises NotAllowed (`role_not_allowed`)."""
    if actor.creator_id is not None:
        async with app.db.acting_as(actor) as tx:
            await refuse_all_but_owner(tx)
    return actor


async def identify_editor(app: Running, actor: Browser) -> Actor:
    """Return the person signed in with this browser, who is no viewer. Raises NotAllowed (`role_not_allowed`)."""
    return await authenticate_editor(app, actor)


async def identify_owner(app: Running, actor: Browser) -> Actor:
    """Return the person signed in with this browser, who is no editor or viewer. Raises NotAllowed."""
    return await authenticate_owner(app, actor)


# Policies alone decide what happens; these say in a sentence why a role may not do what it may see.
Editor = Annotated[Actor, Depends(authenticate_editor)]
Owner = Annotated[Actor, Depends(authenticate_owner)]
BrowserEditor = Annotated[Actor, Depends(identify_editor)]
BrowserOwner = Annotated[Actor, Depends(identify_owner)]
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
