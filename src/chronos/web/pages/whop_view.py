"""The three views that Whop opens in a frame: an experience, a company's dashboard, and the page for everybody."""

import contextlib

from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse, Response

from chronos.app import App
from chronos.errors import ChronosError, NotAllowed, NotFound
from chronos.members import end_sign_in_of_browser
from chronos.web.authenticate import WHOP_TOKEN, Running
from chronos.web.cookies import read_cookie, set_frame_cookie
from chronos.web.describe_browser import describe_browser
from chronos.web.next_path import next_path
from chronos.web.render_template import render_template
from chronos.whop import Door, enter_frame
from chronos.whop_courses import complete_lessons

FRAME_SECONDS = 12 * 3600  # as its row

router = APIRouter()


@router.get("/experiences/{resource}")
@router.get("/experiences/{resource}/{rest:path}")
@router.get("/dashboard/{resource}")
@router.get("/dashboard/{resource}/{rest:path}")
async def enter(resource: str, request: Request, app: Running, rest: str = "") -> Response:
    """Let the user of the token in, and show the library, or the page that the rest of the address names."""
    door = app.whop_door
    if door is None:
        raise NotFound("There is nothing at this address.", code="no_such_address")
    token = request.headers.get(WHOP_TOKEN)
    if token is None:
        raise NotAllowed("Open this page on Whop.", code="token_missing")
    if resource.startswith("biz_") != request.url.path.startswith("/dashboard/"):
        raise NotFound("There is nothing at this address.", code="no_such_address")
    browser = f"{describe_browser(request.headers.get('user-agent'))} in Whop"
    secret = await enter_frame(app.db, door, token, resource, browser)
    await _end_last(request, app)
    # What the student completed outside of Whop is marked there with this token, after the answer.
    marking = BackgroundTask(_complete_lessons, app, door, token)
    response = RedirectResponse(next_path(f"/{rest}?{request.url.query}".removesuffix("?")), 303, background=marking)
    set_frame_cookie(response, app.settings.public_url, secret, FRAME_SECONDS)
    return response


@router.get("/discover")
async def discover(request: Request, app: Running) -> Response:
    """Say what Chronos does, to people who are not signed in."""
    if app.whop_door is None:
        raise NotFound("There is nothing at this address.", code="no_such_address")
    return render_template(request, "discover.html", {"person": None})


async def _complete_lessons(app: App, door: Door, token: str) -> None:
    with contextlib.suppress(ChronosError):  # it waits for the next visit
        await complete_lessons(app.db, app.whop, await door.verify_user(token), token)


async def _end_last(request: Request, app: App) -> None:
    """End the sign-in of the frame that was open before: one row for each browser."""
    last = read_cookie(request, app.settings.public_url, "chronos_frame")
    if last is not None:
        await end_sign_in_of_browser(app.db, last)
