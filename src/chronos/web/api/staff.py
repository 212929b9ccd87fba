"""Staff: the people who act for a creator, and what each may do."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from chronos import members
from chronos.errors import NotAllowed
from chronos.model import Actor, CreatorId
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body
from chronos.web.authenticate import Owner, Program, Running
from chronos.web.off_loop import OffLoopRoute
from chronos.web.word_fault import WITH_TEXT

router = APIRouter(prefix="/staff", tags=["staff"], route_class=OffLoopRoute)

ROLE = "`owner`: everything; `editor`: the library, courses and who takes them; `viewer`: read only."
PathStaffId = Annotated[UUID, Path(description="Id of the member of the staff.")]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=WITH_TEXT)]
Email = Annotated[str, Field(min_length=3, max_length=254, pattern=WITH_TEXT)]


class StaffMember(BaseModel):
    """A person who acts for the creator."""

    id: UUID
    name: str
    email: str | None
    role: members.StaffRole = Field(description=ROLE)
    is_mirrored: bool = Field(description="Whether the person comes from the team in Whop.")
    created_at: datetime

    @classmethod
    def of(cls, member: members.StaffMember) -> Self:
        """Present a member of the staff."""
        return cls(**{name: value for name, value in asdict(member).items() if name in cls.model_fields})


class Staff(BaseModel):
    """The staff of a creator, oldest first."""

    items: list[StaffMember]


class NewStaffMember(Body):
    """A person to add."""

    name: Name
    email: Email | None = None
    role: members.StaffRole = Field("editor", description=ROLE)


class StaffChange(Body):
    """Fields to change; omitted fields keep their value."""

    name: Name | None = None
    email: Email | None = None
    role: members.StaffRole | None = Field(None, description=ROLE)


@router.get("", operation_id="list_staff", summary="List the staff")
async def list_staff(app: Running, actor: Program) -> Staff:
    """List the people who act for the creator, with their roles."""
    async with app.db.acting_as(actor) as tx:
        return Staff(items=[StaffMember.of(one) for one in await members.list_staff(tx, _school(actor))])


@router.post(
    "", operation_id="add_staff", summary="Add a member of the staff", status_code=201,
    responses=problems(400, 409, 413),
)  # fmt: skip
async def add_staff(body: NewStaffMember, app: Running, actor: Owner, response: Response) -> StaffMember:
    """Add a person to the staff. With an e-mail address they can sign in by it; the operator can also send a link."""
    wanted = members.NewStaffMember(body.name, body.email, body.role)
    async with app.db.acting_as(actor) as tx:
        added = StaffMember.of(await members.add_staff(tx, _school(actor), wanted))
    response.headers["Location"] = f"/api/v1/staff/{added.id}"
    return added


@router.delete(
    "/me",
    operation_id="leave_staff",
    summary="Remove yourself from the staff",
    status_code=204,
    responses=problems(404, 409),
)
async def leave_staff(app: Running, actor: Program) -> None:
    """Leave the staff yourself, whatever your role; the last owner stays."""
    _school(actor)
    async with app.db.acting_as(actor) as tx:
        await members.leave_staff(tx)


@router.patch(
    "/{staff_id}", operation_id="change_staff", summary="Change a member of the staff",
    responses=problems(400, 404, 409, 413),
)  # fmt: skip
async def change_staff(staff_id: PathStaffId, body: StaffChange, app: Running, actor: Owner) -> StaffMember:
    """Change name, address or role. The next request of that person has the new role."""
    change = members.StaffChange(**body.model_dump())
    async with app.db.acting_as(actor) as tx:
        return StaffMember.of(await members.change_staff(tx, _school(actor), staff_id, change))


@router.delete(
    "/{staff_id}",
    operation_id="remove_staff",
    summary="Remove a member of the staff",
    status_code=204,
    responses=problems(404, 409),
)
async def remove_staff(staff_id: PathStaffId, app: Running, actor: Owner) -> None:
    """Remove a person from the staff: their sign-ins end, and their tokens are refused. The last owner stays."""
    async with app.db.acting_as(actor) as tx:
        await members.remove_staff(tx, _school(actor), staff_id)


def _school(actor: Actor) -> CreatorId:
    if actor.creator_id is None:
        raise NotAllowed("Only a creator has staff.", code="creators_only")
    return actor.creator_id
