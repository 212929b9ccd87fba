"""Join a school by an invitation that is good for many: the page asks first, so that previews use nothing up."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from chronos.app import App
from chronos.errors import Invalid, NotAllowed, NotFound, OverLimit
from chronos.members import (
    Applicant,
    ask_to_join,
    join_by_name,
    join_signed_in,
    list_schools,
    send_patiently,
    show_invite_link,
)
from chronos.web.authenticate import Running, refuse_cross_site
from chronos.web.brand_view import view_brand
from chronos.web.client_network import client_network
from chronos.web.cookies import read_cookie
from chronos.web.describe_browser import describe_browser
from chronos.web.pages.sign_in import signed_in
from chronos.web.pages.studio.studio_page import NOTHING_REFUSED, Refusal, refusal_of
from chronos.web.render_template import render_template
from chronos.web.words import translatable

UNPROVED = translatable(
    "Your present sign-in cannot join this school. Use the form, or ask the person who invited you."
)
FULL = translatable("The school has no free place at the moment. Tell the person who invited you.")

router = APIRouter(prefix="/join/{secret}")


@router.get("")
async def show_invitation(secret: str, request: Request, app: Running) -> Response:
    """Show to which school the link invites, with a form; nothing is used up."""
    return await _page(request, app, secret)


@router.post("")
async def join(
    secret: str, request: Request, app: Running, name: Annotated[str, Form()] = "", email: Annotated[str, Form()] = ""
) -> Response:
    """Mail a link that makes its reader a student; where no e-mail is sent, sign the new student in at once."""
    refuse_cross_site(request, app.settings.public_url)
    network = client_network(request.client.host) if request.client else ""
    applicant = Applicant(name, network, email)
    try:
        if app.can_mail:
            message = await ask_to_join(app.db, secret, applicant, app.settings.public_url.rstrip("/"))
            request.app.state.background.start(send_patiently(app.mailer, message))
            return render_template(request, "school_join_mailed.html", {"person": None, "email": message.to})
        browser = describe_browser(request.headers.get("user-agent"))
        made = await join_by_name(app.db, secret, applicant, browser)
    except (Invalid, OverLimit) as error:
        full = error.code != "rate_limited" and isinstance(error, OverLimit)
        typed = {"name": name, "email": email}
        refusal = Refusal(FULL, 409, True, "join", typed) if full else refusal_of(error, "join", typed)
        return await _page(request, app, secret, refusal)
    return await signed_in(request, app, made, None)


@router.post("/signed-in")
async def join_as_signed_in(secret: str, request: Request, app: Running) -> Response:
    """Join as the person who is signed in with this browser, whose address the sign-in proved."""
    refuse_cross_site(request, app.settings.public_url)
    kept = read_cookie(request, app.settings.public_url, "chronos_session")
    if kept is None:
        raise NotAllowed("You are signed out. Open the invitation again.", code="token_missing")
    try:
        await join_signed_in(app.db, secret, kept)
    except OverLimit:
        return await _page(request, app, secret, Refusal(FULL, 409, True))
    except NotFound:
        return await _page(request, app, secret, Refusal(UNPROVED, 409, True))  # which says so when the link is closed
    return RedirectResponse("/", 303)


async def _page(request: Request, app: App, secret: str, refusal: Refusal = NOTHING_REFUSED) -> Response:
    invitation = await show_invite_link(app.db, secret)
    kept = read_cookie(request, app.settings.public_url, "chronos_session")
    schools = await list_schools(app.db, kept) if kept is not None else []
    values = {
        "person": None,
        "invitation": invitation,
        "brand": view_brand(invitation.brand),
        "secret": secret,
        "signed_in": next((school for school in schools if school.is_current), None),
        "can_mail": app.can_mail,
        "refusal": refusal,
        "note": None,
    }
    return render_template(request, "school_join.html", values, status=refusal.status)
