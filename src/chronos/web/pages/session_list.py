"""The page of the browsers in which a person is signed in, with a button to end each."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from chronos import members
from chronos.web.authenticate import BrowserCaller, Running, browser_secret
from chronos.web.pages.person_view import view_person
from chronos.web.render_template import render_template

router = APIRouter(prefix="/sessions")


@router.get("")
async def show_sessions(request: Request, app: Running, caller: BrowserCaller) -> Response:
    """List where the person is signed in, and the schools to switch to."""
    schools = await members.list_schools(app.db, browser_secret(request, app))
    async with app.db.acting_as(caller.actor) as tx:
        person = await view_person(tx, caller.actor)
        sign_ins = await members.list_sign_ins(tx)
    values = {"person": person, "schools": schools, "sign_ins": sign_ins, "current": caller.sign_in_id}
    return render_template(request, "sessions.html", values)


@router.post("/end-others")
async def end_other_sessions(app: Running, caller: BrowserCaller) -> Response:
    """End all sign-ins but this browser's."""
    async with app.db.acting_as(caller.actor) as tx:
        await members.end_other_sign_ins(tx, caller.sign_in_id)
    return RedirectResponse("/sessions", 303)


@router.post("/{session_id}/end")
async def end_session(session_id: UUID, app: Running, caller: BrowserCaller) -> Response:
    """End one sign-in."""
    async with app.db.acting_as(caller.actor) as tx:
        await members.end_sign_in(tx, session_id)
    return RedirectResponse("/sessions", 303)
