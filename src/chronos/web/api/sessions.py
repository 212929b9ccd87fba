"""Sign-in sessions: the browsers in which the caller is signed in."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from chronos import members
from chronos.web.api.problems import problems
from chronos.web.authenticate import AnyCaller, Running

router = APIRouter(prefix="/sessions", tags=["sessions"])


class SignInSession(BaseModel):
    """A browser in which the caller is signed in."""

    id: UUID
    browser: str = Field(description="Browser and system in short, e.g. `Firefox on Windows`.")
    created_at: datetime
    last_seen_at: datetime = Field(description="Time of the last request, to five minutes.")
    expires_at: datetime = Field(description="When it ends unless it is used before.")
    is_current: bool = Field(description="Whether this request was sent by that browser.")


class SignInSessionPage(BaseModel):
    """Sign-in sessions, the last used one first."""

    items: list[SignInSession]
    next_cursor: UUID | None


@router.get("", operation_id="list_sign_ins", summary="List where you are signed in")
async def list_sign_ins(app: Running, caller: AnyCaller) -> SignInSessionPage:
    """List the browsers in which you are signed in, at most 50. Tokens of `chronos token` are not among them."""
    async with app.db.acting_as(caller.actor) as tx:
        found = await members.list_sign_ins(tx)
    items = [
        SignInSession(
            id=each.id,
            browser=each.browser,
            created_at=each.created_at,
            last_seen_at=each.last_seen_at,
            expires_at=each.expires_at,
            is_current=each.id == caller.sign_in_id,
        )
        for each in found
    ]
    return SignInSessionPage(items=items, next_cursor=None)


@router.delete("", operation_id="end_other_sign_ins", summary="End all other sign-in sessions", status_code=204)
async def end_other_sign_ins(app: Running, caller: AnyCaller) -> None:
    """End all of your sign-in sessions but that of the browser that sends the request; with a token, all."""
    async with app.db.acting_as(caller.actor) as tx:
        await members.end_other_sign_ins(tx, caller.sign_in_id)


@router.delete(
    "/{session_id}",
    operation_id="end_sign_in",
    summary="End a sign-in session",
    status_code=204,
    responses=problems(404),
)
async def end_sign_in(
    session_id: Annotated[UUID, Path(description="Id of the sign-in session.")], app: Running, caller: AnyCaller
) -> None:
    """End one of your sign-in sessions: its browser is signed out at once."""
    async with app.db.acting_as(caller.actor) as tx:
        await members.end_sign_in(tx, session_id)
