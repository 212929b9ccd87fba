"""The doctor's page: what works on this server, for its operator, who proves it with a service token."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chronos.app import App, owner_url
from chronos.db import Diagnosis
from chronos.errors import ChronosError, NotAllowed
from chronos.operations.doctor import examine
from chronos.web.authenticate import Running, refuse_cross_site
from chronos.web.pages.studio.studio_page import NOTHING_REFUSED, Refusal, refusal_of
from chronos.web.render_template import render_template
from chronos.web.words import translatable

VERDICTS = {"ok": translatable("Good"), "warn": translatable("Look at it"), "fail": translatable("Failed")}
_ORDER = ("fail", "warn", "ok")

router = APIRouter(prefix="/doctor")


@router.get("")
async def show_form(request: Request) -> Response:
    """Ask for a service token, which only the operator can make."""
    return _page(request)


@router.post("")
async def show_diagnoses(
    request: Request, app: Running, token: Annotated[str, Form(max_length=4_000)] = ""
) -> Response:
    """Run all checks and show what they found. The token is neither kept nor written into the page."""
    refuse_cross_site(request, app.settings.public_url)
    try:
        _require_operator(app, token)
        found = await examine(
            await asyncio.to_thread(owner_url, app.settings),
            app.settings.home,
            language_models=app.providers.language_models,
        )
    except ChronosError as error:
        return _page(request, refusal=refusal_of(error))
    return _page(request, sorted(found, key=lambda one: _ORDER.index(one.verdict)))


def _require_operator(app: App, token: str) -> None:
    """Raise NotAllowed unless `token` is a service token of this server's own key."""
    if app.tokens.verify(token.strip()).role != "service_role":
        raise NotAllowed("This page needs a service token, which the operator makes.", code="token_invalid")


def _page(request: Request, found: list[Diagnosis] | None = None, *, refusal: Refusal = NOTHING_REFUSED) -> Response:
    values = {"person": None, "found": found, "verdicts": VERDICTS, "note": None, "refusal": refusal}
    return render_template(request, "doctor.html", values, status=refusal.status)
