"""Change the staff of a school: add, invite, change and remove members, as an owner."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chronos import members
from chronos.errors import Conflict, Invalid, NotAllowed, OverLimit, ProviderError
from chronos.members import NewStaffMember, StaffChange, StaffRole
from chronos.model import Actor, CreatorId
from chronos.web.authenticate import BrowserOwner, Running
from chronos.web.pages.studio.people_list import PEOPLE, people_page
from chronos.web.pages.studio.studio_page import refusal_of, show_again

router = APIRouter(prefix="/staff")


@router.post("")
async def add_staff(
    request: Request,
    app: Running,
    actor: BrowserOwner,
    role: Annotated[StaffRole, Form()],
    name: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
) -> Response:
    """Add a person to the staff."""
    try:
        async with app.db.acting_as(actor) as tx:
            await members.add_staff(tx, _school(actor), NewStaffMember(name, email.strip() or None, role))
    except (Conflict, Invalid) as error:
        refusal = refusal_of(error, "staff", {"name": name, "email": email, "role": role})
        return await people_page(request, app, actor, refusal=refusal)
    return show_again(PEOPLE, "staff_added")


@router.post("/{staff_id}")
async def change_staff(
    staff_id: UUID,
    request: Request,
    app: Running,
    actor: BrowserOwner,
    role: Annotated[StaffRole, Form()],
    name: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
) -> Response:
    """Change name, address and role. The next request of that person has the new role."""
    try:
        async with app.db.acting_as(actor) as tx:
            await members.change_staff(tx, _school(actor), staff_id, StaffChange(name, email.strip() or None, role))
    except (Conflict, Invalid) as error:
        refusal = refusal_of(error, str(staff_id), {"name": name, "email": email, "role": role})
        return await people_page(request, app, actor, refusal=refusal)
    return show_again(PEOPLE, "saved")


@router.post("/{staff_id}/remove")
async def remove_staff(staff_id: UUID, request: Request, app: Running, actor: BrowserOwner) -> Response:
    """Remove a person from the staff: sign-ins end. The last owner stays."""
    try:
        async with app.db.acting_as(actor) as tx:
            await members.remove_staff(tx, _school(actor), staff_id)
    except Conflict as error:
        return await people_page(request, app, actor, refusal=refusal_of(error))
    return show_again(PEOPLE, "staff_removed")


@router.post("/{staff_id}/invite")
async def invite_staff(staff_id: UUID, request: Request, app: Running, actor: BrowserOwner) -> Response:
    """Mail a link that signs in once, within 7 days."""
    try:
        await members.invite(app.db, app.mailer, actor, staff_id, app.settings.public_url.rstrip("/"))
    except (Invalid, OverLimit, ProviderError) as error:
        return await people_page(request, app, actor, refusal=refusal_of(error))
    return show_again(PEOPLE, "invited")


def _school(actor: Actor) -> CreatorId:
    if actor.creator_id is None:
        raise NotAllowed("Only an owner changes the staff.", code="creators_only")
    return actor.creator_id
