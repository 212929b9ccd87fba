"""Unsubscribe from e-mail: a page for people, and one click for mail programs (RFC 8058), without signing in.

The secret in the address is all that it takes: mail providers send the form themselves, from anywhere.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from chronos.notifications import Kind, show_subscriber, unsubscribe
from chronos.web.authenticate import Running
from chronos.web.render_template import render_template

router = APIRouter(prefix="/unsubscribe/{secret}")

KindOrAll = Annotated[Kind | None, Query()]


@router.get("")
async def ask(request: Request, secret: str, app: Running, kind: KindOrAll = None) -> Response:
    """Ask whether to end the messages: programs that preview links change nothing."""
    subscriber = await show_subscriber(app.db, secret)
    values = {"person": None, "subscriber": subscriber, "kind": kind, "is_done": False}
    return render_template(request, "unsubscribe.html", values)


@router.post("")
async def end(request: Request, secret: str, app: Running, kind: KindOrAll = None) -> Response:
    """End e-mails of a kind, or all."""
    await unsubscribe(app.db, secret, kind)
    subscriber = await show_subscriber(app.db, secret)
    values = {"person": None, "subscriber": subscriber, "kind": kind, "is_done": True}
    return render_template(request, "unsubscribe.html", values)
