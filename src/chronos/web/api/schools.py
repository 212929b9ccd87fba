"""Schools: in which ones the caller is a member, the switch between them, and invitations to the caller's own."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, Field

from chronos import members
from chronos.errors import NotAllowed
from chronos.web.api.problems import problems
from chronos.web.authenticate import AnyCaller, Editor, Running, browser_secret

router = APIRouter(tags=["people"])


class School(BaseModel):
    """A school in which the caller is a member."""

    id: UUID = Field(description="Id of the caller's own row there, of staff or of a student.")
    school: str = Field(description="Name of the creator whose school it is.")
    role: str = Field(description="`owner`, `editor` or `viewer` of the staff, or `student`.")
    name: str = Field(description="Name of the caller there.")
    is_current: bool = Field(description="Whether the caller acts in this school now.")


class SchoolPage(BaseModel):
    """Schools by name."""

    items: list[School]
    next_cursor: UUID | None


class Invitation(BaseModel):
    """An invitation that was mailed."""

    email: str = Field(description="Where it was sent.")


@router.get("/me/schools", operation_id="list_schools", summary="List your schools")
async def list_schools(request: Request, app: Running, caller: AnyCaller) -> SchoolPage:
    """List the schools in which you are a member, known by the e-mail address or account that you signed in with.

    Needs a browser's sign-in: a token names one school and proves nothing about others.
    """
    found = await members.list_schools(app.db, _secret(request, app, caller.sign_in_id))
    items = [School(id=e.id, school=e.school, role=e.role, name=e.name, is_current=e.is_current) for e in found]
    return SchoolPage(items=items, next_cursor=None)


@router.post(
    "/me/schools/{person_id}/switch",
    operation_id="switch_school",
    summary="Change to another of your schools",
    status_code=204,
    responses=problems(404),
)
async def switch_school(
    person_id: Annotated[UUID, Path(description="Id of a school in your list.")],
    request: Request,
    app: Running,
    caller: AnyCaller,
) -> None:
    """Act in this school from now on, in this browser. Needs a browser's sign-in."""
    await members.switch_school(app.db, _secret(request, app, caller.sign_in_id), person_id)


@router.post(
    "/people/{person_id}/invitation",
    operation_id="invite_person",
    summary="Send an invitation by e-mail",
    status_code=202,
    responses=problems(404),
)
async def invite_person(
    person_id: Annotated[UUID, Path(description="Id of a student, or a member of the staff.")],
    app: Running,
    actor: Editor,
) -> Invitation:
    """Mail a link that signs the person in once, within 7 days. Owners invite staff, owners and editors students."""
    site = app.settings.public_url.rstrip("/")
    return Invitation(email=await members.invite(app.db, app.mailer, actor, person_id, site))


def _secret(request: Request, app: Running, sign_in_id: UUID | None) -> str:
    """Return the secret of the browser's sign-in. Raises NotAllowed (`browser_only`) for a token."""
    if sign_in_id is None:
        raise NotAllowed("A token names one school. Sign in with a browser for this.", code="browser_only")
    return browser_secret(request, app)
