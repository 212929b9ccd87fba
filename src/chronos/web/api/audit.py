"""The audit log of a school: what was done with the rights of its staff and students."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from chronos import members
from chronos.errors import NotAllowed
from chronos.web.api.problems import problems
from chronos.web.authenticate import Owner, Running
from chronos.web.word_fault import WITH_TEXT

router = APIRouter(prefix="/audit", tags=["audit"])


class Record(BaseModel):
    """What was done."""

    id: int
    happened_at: datetime
    actor_kind: str = Field(description="`owner`, `editor`, `viewer`, `student`, `operator` or `unknown`.")
    actor_id: UUID | None = Field(description="Id of the member of the staff or the student.")
    service: str | None = Field(description="For the operator: the part of the server, e.g. `members.change`.")
    action: str = Field(description="What was done, e.g. `staff.removed`.")
    target_kind: str | None = Field(description="What it was done to: `staff`, `student`, `creator` or `command`.")
    target_id: UUID | None
    details: Mapping[str, Any] = Field(description="Ids and numbers that say more.")


class RecordPage(BaseModel):
    """Records, newest first."""

    items: list[Record]
    next_cursor: int | None


@router.get("", operation_id="list_records", summary="List what was done", responses=problems(400))
async def list_records(
    app: Running,
    actor: Owner,
    cursor: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="`next_cursor` of the previous page.")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Maximum number of records.")] = 50,
    since: Annotated[datetime | None, Query(alias="from", description="Not before this moment.")] = None,
    action: Annotated[
        str | None,
        Query(max_length=40, pattern=WITH_TEXT, description="An action, e.g. `staff.removed`, or all of `staff`."),
    ] = None,
) -> RecordPage:
    """List sign-ins, changes of staff, readings of conversations, exports and erasures of the school.

    Records are kept for 400 days; neither you nor the server can change or delete one before.
    """
    if actor.creator_id is None:
        raise NotAllowed("Only an owner reads the audit log.", code="creators_only")
    wanted = members.RecordFilter(actor.creator_id, since, action, cursor, limit)
    async with app.db.acting_as(actor) as tx:
        found = await members.list_records(tx, wanted)
    items = [
        Record(
            id=one.id,
            happened_at=one.happened_at,
            actor_kind=one.actor_kind,
            actor_id=one.actor_id,
            service=one.service,
            action=one.action,
            target_kind=one.target_kind,
            target_id=one.target_id,
            details=one.details,
        )
        for one in found
    ]
    return RecordPage(items=items, next_cursor=found[-1].id if len(found) == limit else None)
