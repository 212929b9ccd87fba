"""Sign in by the link that `chronos token` prints, and sign out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from chronos.app import App
from chronos.members.tokens import DEFAULT_LIFETIME_SECONDS
from chronos.web.asker import COOKIE, Running, believed, refuse_foreign
from chronos.web.render import render

router = APIRouter()


@router.get("/sign-in")
async def sign_in_by_link(app: Running, token: str | None = None) -> Response:
    """With a token: keep it in a cookie and take it out of the address. Without: say how to get one."""
    if not token:
        return render("sign_in.html", {"problem": None, "person": None})
    return _signed_in(app, token)


@router.post("/sign-in")
async def sign_in_by_form(request: Request, app: Running, token: Annotated[str, Form()]) -> Response:
    """The same with a token that was typed in."""
    refuse_foreign(request, app.settings.public_url)
    return _signed_in(app, token.strip())


@router.post("/sign-out")
async def sign_out(request: Request, app: Running) -> Response:
    """Forget the token in this browser."""
    refuse_foreign(request, app.settings.public_url)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE, secure=_is_secure(app), httponly=True, samesite="lax")
    return answer


def _signed_in(app: App, token: str) -> Response:
    believed(app, token)
    answer = RedirectResponse("/", 303, {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"})
    answer.set_cookie(COOKIE, token, DEFAULT_LIFETIME_SECONDS, secure=_is_secure(app), httponly=True, samesite="lax")
    return answer


def _is_secure(app: App) -> bool:
    return app.settings.public_url.lower().startswith("https:")
