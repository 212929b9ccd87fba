"""Sign in with a token that was pasted, or sign out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from chronos.app import App
from chronos.members import end_sign_in_of_browser, sign_in_by_token
from chronos.web.authenticate import Running, read_token, refuse_cross_site
from chronos.web.cookies import Cookie, delete_cookie, delete_frame_cookie, read_cookie, set_cookie
from chronos.web.describe_browser import describe_browser
from chronos.web.next_path import LIBRARY, next_path
from chronos.web.render_template import render_template
from chronos.web.sign_in_view import sign_in_values

COOKIE_LIFETIME_SECONDS = 180 * 24 * 3600  # the row of the sign-in ends before, or then

router = APIRouter()


@router.get("/sign-in")
async def show_sign_in(request: Request, app: Running, next: str | None = None) -> Response:
    """Show the sign-in page."""
    return render_template(request, "sign_in.html", sign_in_values(app, next_path(next)))


@router.post("/sign-in")
async def sign_in_by_form(
    request: Request,
    app: Running,
    token: Annotated[str, Form()],
    next: Annotated[str | None, Form()] = None,
) -> Response:
    """Sign in with a token that was pasted into the form."""
    refuse_cross_site(request, app.settings.public_url)
    holder = await read_token(app, token.strip())
    secret = await sign_in_by_token(app.db, holder, describe_browser(request.headers.get("user-agent")))
    return await signed_in(request, app, secret, next)


@router.post("/sign-out")
async def sign_out(request: Request, app: Running) -> Response:
    """End this browser's sign-in on the server, and delete its cookie."""
    refuse_cross_site(request, app.settings.public_url)
    await _end_sign_in(request, app)
    response = RedirectResponse("/sign-in", 303)
    delete_cookie(response, app.settings.public_url, "chronos_session")
    if read_cookie(request, app.settings.public_url, "chronos_frame") is not None:
        delete_frame_cookie(response, app.settings.public_url)
    return response


async def signed_in(request: Request, app: App, secret: str, wanted: str | None) -> Response:
    """Replace the browser's sign-in by that of `secret`, and show the page that was wanted before."""
    await _end_sign_in(request, app)
    public_url = app.settings.public_url
    page = next_path(wanted)
    if page == LIBRARY:
        page = next_path(read_cookie(request, public_url, "chronos_next"))
    response = RedirectResponse(page, 303)
    set_cookie(response, public_url, "chronos_session", secret, COOKIE_LIFETIME_SECONDS)
    delete_cookie(response, public_url, "chronos_next")
    return response


async def _end_sign_in(request: Request, app: App) -> None:
    kept: tuple[Cookie, ...] = ("chronos_session", "chronos_frame")
    for secret in (read_cookie(request, app.settings.public_url, cookie) for cookie in kept):
        if secret is not None:
            await end_sign_in_of_browser(app.db, secret)
