"""Sign in with an OpenID provider: send the browser there, and take its answer once, in the browser that began."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from chronos.app import App
from chronos.errors import NotAllowed, NotFound
from chronos.members import begin_attempt, make_secret, sign_in_by_identity, take_attempt
from chronos.providers.identity import OpenIdProvider
from chronos.web.authenticate import Running
from chronos.web.client_network import client_network
from chronos.web.cookies import delete_cookie, read_cookie, set_cookie
from chronos.web.describe_browser import describe_browser
from chronos.web.next_path import next_path
from chronos.web.pages.sign_in import signed_in

ATTEMPT_SECONDS = 10 * 60

router = APIRouter(prefix="/sign-in/with/{provider}")


@router.get("")
async def begin(provider: str, request: Request, app: Running, next: str | None = None) -> Response:
    """Begin a sign-in, and send the browser to the provider."""
    at = _provider(app, provider)
    public_url = app.settings.public_url
    secret = read_cookie(request, public_url, "chronos_attempt") or make_secret()
    network = client_network(request.client.host) if request.client else ""
    attempt = await begin_attempt(app.db, provider, secret, next_path(next), network)
    response = RedirectResponse(await at.authorize_address(attempt, _callback(app, provider)), 303)
    set_cookie(response, public_url, "chronos_attempt", secret, ATTEMPT_SECONDS)
    return response


@router.get("/callback")
async def finish(
    provider: str,
    request: Request,
    app: Running,
    state: str = "",
    code: str | None = None,
    iss: str | None = None,
) -> Response:
    """Take the provider's answer, and sign its person in."""
    at = _provider(app, provider)
    secret = read_cookie(request, app.settings.public_url, "chronos_attempt") or ""
    attempt, page = await take_attempt(app.db, provider, secret, state)
    if code is None:  # the person declined, or the provider did
        raise NotAllowed("The sign-in was not completed. Start again from the sign-in page.", code="sign_in_failed")
    proven = await at.exchange(attempt, code, _callback(app, provider), iss)
    made = await sign_in_by_identity(app.db, proven, describe_browser(request.headers.get("user-agent")))
    response = await signed_in(request, app, made, page)
    delete_cookie(response, app.settings.public_url, "chronos_attempt")
    return response


def _provider(app: App, name: str) -> OpenIdProvider:
    found = app.sign_in_providers.get(name)
    if found is None:
        raise NotFound("There is no sign-in with this service here.", code="no_such_address")
    return found


def _callback(app: App, provider: str) -> str:
    return f"{app.settings.public_url.rstrip('/')}/sign-in/with/{provider}/callback"
