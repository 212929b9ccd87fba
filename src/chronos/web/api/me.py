"""The caller: who they are here, and when staff read their conversations."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from chronos import members
from chronos.errors import NotAllowed
from chronos.web.api.staff import ROLE
from chronos.web.authenticate import AnyCaller, Program, Running

router = APIRouter(prefix="/me", tags=["own data"])


class Me(BaseModel):
    """The caller."""

    kind: Literal["staff", "student"]
    name: str
    role: members.StaffRole | None = Field(description=f"Of staff. {ROLE} Null for a student.")
    creator_id: UUID | None = Field(description="Of staff: the creator for whom they act.")
    student_id: UUID | None = Field(description="Of a student.")


@router.get("", operation_id="who_am_i", summary="Get who you are")
async def who_am_i(app: Running, caller: AnyCaller) -> Me:
    """Return the name and the role of the token's holder, or of the person signed in with this browser."""
    actor = caller.actor
    async with app.db.acting_as(actor) as tx:
        me = await members.whoami(tx, actor)
    if me is None:
        raise NotAllowed("Your access has ended or is paused.", code="membership_ended")
    is_staff = me.role is not None
    return Me(
        kind="staff" if is_staff else "student",
        name=me.name,
        role=me.role,
        creator_id=actor.creator_id if is_staff else None,
        student_id=None if is_staff else actor.student_id,
    )


class Reading(BaseModel):
    """Staff read a conversation of the calling student; reading it again within an hour is the same reading."""

    happened_at: datetime
    reader_role: members.StaffRole
    session_id: UUID
    session_title: str | None = Field(description="Null when the conversation was deleted since.")


class ReadingPage(BaseModel):
    """Readings, newest first."""

    items: list[Reading]
    next_cursor: int | None


@router.get("/readings", operation_id="list_readings", summary="List who read your conversations")
async def list_readings(
    app: Running,
    actor: Program,
    cursor: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="`next_cursor` of the previous page.")] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="Maximum number of readings.")] = 50,
) -> ReadingPage:
    """List when staff of your creator read conversations of yours, and in which role."""
    async with app.db.acting_as(actor) as tx:
        page = await members.list_readings(tx, actor, cursor, limit)
    items = [
        Reading(
            happened_at=one.happened_at,
            reader_role=one.reader_role,
            session_id=one.session_id,
            session_title=one.session_title,
        )
        for one in page
    ]
    return ReadingPage(items=items, next_cursor=page[-1].id if len(page) == limit else None)
