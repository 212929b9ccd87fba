"""Sign in with the link that `chronos token` prints, or sign out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from chronos.app import App
from chronos.members import DEFAULT_LIFETIME_SECONDS
from chronos.web.authenticate import COOKIE, Running, refuse_cross_site, verify_token
from chronos.web.render_template import render_template

router = APIRouter()


@router.get("/sign-in")
async def sign_in_by_link(app: Running, token: str | None = None) -> Response:
    """Move the link's token from the address into a cookie; without a token, show the sign-in page."""
    if not token:
        return render_template("sign_in.html", {"problem": None, "person": None})
    return _sign_in(app, token)


@router.post("/sign-in")
async def sign_in_by_form(request: Request, app: Running, token: Annotated[str, Form()]) -> Response:
    """Sign in with a token that was pasted into the form."""
    refuse_cross_site(request, app.settings.public_url)
    return _sign_in(app, token.strip())


@router.post("/sign-out")
async def sign_out(request: Request, app: Running) -> Response:
    """Delete the token's cookie from this browser."""
    refuse_cross_site(request, app.settings.public_url)
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(COOKIE, secure=_is_secure(app), httponly=True, samesite="lax")
    return response


def _sign_in(app: App, token: str) -> Response:
    verify_token(app, token)
    response = RedirectResponse("/", 303, {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"})
    response.set_cookie(COOKIE, token, DEFAULT_LIFETIME_SECONDS, secure=_is_secure(app), httponly=True, samesite="lax")
    return response


def _is_secure(app: App) -> bool:
    return app.settings.public_url.lower().startswith("https:")
