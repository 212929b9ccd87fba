"""The caller: who they are here, how their player begins, and when staff read their conversations."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, StrictBool, StrictFloat

from chronos import members
from chronos.errors import NotAllowed
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body
from chronos.web.api.staff import ROLE
from chronos.web.authenticate import AnyCaller, Program, ProgramOrBrowser, Running
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(prefix="/me", tags=["own data"], route_class=OffLoopRoute)


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


class PlayerPreferences(BaseModel):
    """How the player begins for the calling student, on every device."""

    captions: bool
    speed: float
    volume: float
    caption_size: members.CaptionSize
    caption_place: members.CaptionPlace = Field(
        description="`below` the picture, `over` its lower edge, or at its `top`."
    )


class PreferencesChange(Body):
    """Fields to change; omitted fields keep their value."""

    captions: StrictBool | None = None
    speed: Annotated[StrictFloat, Field(ge=0.5, le=3)] | None = None
    volume: Annotated[StrictFloat, Field(ge=0, le=1)] | None = None
    caption_size: members.CaptionSize | None = None
    caption_place: members.CaptionPlace | None = None


@router.patch(
    "/preferences",
    operation_id="change_preferences",
    summary="Change how your player begins",
    responses=problems(400, 413),
)
async def change_preferences(body: PreferencesChange, app: Running, actor: ProgramOrBrowser) -> PlayerPreferences:
    """Keep speed, volume and captions of the calling student, and return them all."""
    speed, volume = (None if each is None else float(each) for each in (body.speed, body.volume))
    change = members.PlayerChange(body.captions, speed, volume, body.caption_size, body.caption_place)
    async with app.db.acting_as(actor) as tx:
        kept = asdict(await members.change_player(tx, actor, change))
    return PlayerPreferences(**{name: kept[name] for name in PlayerPreferences.model_fields})


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
