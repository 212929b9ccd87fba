"""Sign in by e-mail: a link is mailed to a member; the page does not tell who is one."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chronos.errors import ProviderError
from chronos.members import count_mail_request, mail_sign_in_link
from chronos.web.authenticate import Running, refuse_cross_site
from chronos.web.client_network import client_network
from chronos.web.next_path import LIBRARY, next_path
from chronos.web.render_template import render_template

router = APIRouter()


@router.post("/sign-in/email")
async def sign_in_by_email(
    request: Request, app: Running, email: Annotated[str, Form()], next: Annotated[str | None, Form()] = None
) -> Response:
    """Answer at once, the same for every address; look the person up and send the link after that."""
    refuse_cross_site(request, app.settings.public_url)
    if not app.can_mail:
        raise ProviderError("No e-mail is sent here: set CHRONOS_SMTP_URL.", code="mail_refused")
    network = client_network(request.client.host) if request.client else ""
    address = await count_mail_request(app.db, email, network)
    page = next_path(next)
    query = f"?{urlencode({'next': page})}" if page != LIBRARY else ""
    site = app.settings.public_url.rstrip("/")
    request.app.state.background.start(mail_sign_in_link(app.db, app.mailer, address, site, query))
    return render_template(request, "sign_in_email.html", {"person": None, "email": address})
