"""Begin the first school: the page of the link that the terminal shows while there is none."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chronos.errors import Invalid
from chronos.members import FirstSchool, begin_first_school, require_first_link
from chronos.web.authenticate import Running, refuse_cross_site
from chronos.web.describe_browser import describe_browser
from chronos.web.pages.sign_in import signed_in
from chronos.web.pages.studio.studio_page import NOTHING_REFUSED, Refusal, refusal_of
from chronos.web.render_template import render_template

UPLOAD = "/studio/videos"

router = APIRouter(prefix="/begin/{secret}")


@router.get("")
async def show_form(secret: str, request: Request, app: Running) -> Response:
    """Ask for the names of the school and its owner; nothing is used up."""
    await require_first_link(app.db, secret)
    return _page(request, secret)


@router.post("")
async def begin(
    secret: str,
    request: Request,
    app: Running,
    school: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
) -> Response:
    """Begin the school, sign its owner in, and show where videos are added."""
    refuse_cross_site(request, app.settings.public_url)
    browser = describe_browser(request.headers.get("user-agent"))
    try:
        made = await begin_first_school(app.db, secret, FirstSchool(school, name, email), browser)
    except Invalid as error:
        await require_first_link(app.db, secret)
        return _page(request, secret, refusal_of(error, "begin", {"school": school, "name": name, "email": email}))
    return await signed_in(request, app, made, UPLOAD)


def _page(request: Request, secret: str, refusal: Refusal = NOTHING_REFUSED) -> Response:
    values = {"person": None, "secret": secret, "refusal": refusal, "note": None}
    return render_template(request, "school_begin.html", values, status=refusal.status)
