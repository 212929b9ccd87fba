"""Switch to another school of the same person."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from chronos.members import switch_school
from chronos.web.authenticate import BrowserCaller, Running, browser_secret

router = APIRouter(prefix="/schools/{person_id}")


@router.post("/switch")
async def switch(person_id: UUID, request: Request, app: Running, caller: BrowserCaller) -> Response:
    """Act in the school of this row from now on, and show its library."""
    await switch_school(app.db, browser_secret(request, app), person_id)
    return RedirectResponse("/", 303)
