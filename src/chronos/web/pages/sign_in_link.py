"""Sign in with a link: a page asks first, and only its form uses the link up.

Programs that preview links fetch the page and change nothing. A foreign page can lead a browser here, but cannot send
the form: it carries a value that only the browser which was shown the page can have.
"""

import hashlib
import hmac
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chronos.errors import NotAllowed
from chronos.members import LINK_LIFETIME_SECONDS, make_secret, show_sign_in_link, sign_in_by_link
from chronos.web.authenticate import Running, refuse_cross_site
from chronos.web.brand_view import view_brand
from chronos.web.cookies import delete_cookie, read_cookie, set_cookie
from chronos.web.describe_browser import describe_browser
from chronos.web.pages.sign_in import signed_in
from chronos.web.render_template import render_template

router = APIRouter(prefix="/sign-in/{secret}")


@router.get("")
async def show_link(secret: str, request: Request, app: Running) -> Response:
    """Ask whether to continue as the link's person."""
    invited = await show_sign_in_link(app.db, secret)
    public_url = app.settings.public_url
    nonce = read_cookie(request, public_url, "chronos_page") or make_secret()
    brand = view_brand(invited.brand)
    values = {"person": None, "invited": invited, "brand": brand, "page": _page_token(nonce, secret)}
    response = render_template(request, "sign_in_link.html", values)
    set_cookie(response, public_url, "chronos_page", nonce, LINK_LIFETIME_SECONDS)
    return response


@router.post("")
async def use_link(
    secret: str,
    request: Request,
    app: Running,
    page: Annotated[str, Form()] = "",
    next: str | None = None,
) -> Response:
    """Use the link up and sign the browser in."""
    public_url = app.settings.public_url
    refuse_cross_site(request, public_url, allow_opaque=True)
    nonce = read_cookie(request, public_url, "chronos_page") or ""
    if not nonce or not hmac.compare_digest(page.encode(), _page_token(nonce, secret).encode()):
        raise NotAllowed(
            "This form does not come from the page of the link. Open the link again, and allow cookies.",
            code="cross_site",
        )
    made = await sign_in_by_link(app.db, secret, describe_browser(request.headers.get("user-agent")))
    response = await signed_in(request, app, made, next)
    delete_cookie(response, public_url, "chronos_page")
    return response


def _page_token(nonce: str, secret: str) -> str:
    """Return what binds a form to the browser with this nonce, and to this link."""
    return hashlib.sha256(f"{nonce} {secret}".encode()).hexdigest()
