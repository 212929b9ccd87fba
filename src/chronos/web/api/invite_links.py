"""Invitations by a link that is good for many."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from chronos import members
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body
from chronos.web.authenticate import Owner, Running
from chronos.web.json_values import WholeNumber
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(prefix="/invite-links", tags=["students"], route_class=OffLoopRoute)


class InviteLink(BaseModel):
    """A link by which people join as students, without its address, which is shown once."""

    id: UUID
    course_id: UUID | None = Field(description="New students see this course alone; null: everything.")
    state: members.InviteState
    uses: int = Field(description="How many students it has added, or given its course.")
    max_uses: int
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = Field(description="When an owner ended it; null: it was not ended.")

    @classmethod
    def of(cls, link: members.InviteLink) -> "InviteLink":
        """Present a link."""
        return cls(**{name: value for name, value in asdict(link).items() if name in cls.model_fields})


class MadeInviteLink(InviteLink):
    """A new link with its address, which is not shown again."""

    url: str


class InviteLinks(BaseModel):
    """The newest 200 links of the school, newest first."""

    items: list[InviteLink]


class NewInviteLink(Body):
    """A link to make."""

    course_id: UUID | None = Field(None, description="New students see this course alone; null: everything.")
    days: WholeNumber = Field(14, ge=1, le=90, description="Days until it expires.")
    max_uses: WholeNumber = Field(100, ge=1, le=5000, description="How many students it may add.")


@router.get("", operation_id="list_invite_links", summary="List invitations by link")
async def list_invite_links(app: Running, actor: Owner) -> InviteLinks:
    """List the links by which people join the school of the calling owner, as long as 30 days after they expired."""
    async with app.db.acting_as(actor) as tx:
        return InviteLinks(items=[InviteLink.of(one) for one in await members.list_invite_links(tx, actor)])


@router.post(
    "", operation_id="make_invite_link", summary="Create an invitation by link", status_code=201,
    responses=problems(400, 404, 413),
)  # fmt: skip
async def make_invite_link(body: NewInviteLink, app: Running, actor: Owner) -> MadeInviteLink:
    """Make a link by which people join as students. Send it to your students alone: every holder can join."""
    wanted = members.NewInviteLink(body.course_id, body.days, body.max_uses)
    async with app.db.acting_as(actor) as tx:
        link, secret = await members.make_invite_link(tx, actor, wanted)
    url = f"{app.settings.public_url.rstrip('/')}/join/{secret}"
    return MadeInviteLink(**InviteLink.of(link).model_dump(), url=url)


@router.delete(
    "/{link_id}", operation_id="end_invite_link", summary="End an invitation by link", status_code=204,
    responses=problems(404),
)  # fmt: skip
async def end_invite_link(
    link_id: Annotated[UUID, Path(description="Id of the link.")], app: Running, actor: Owner
) -> None:
    """End a link, so that no one joins by it any more. The students whom it added stay."""
    async with app.db.acting_as(actor) as tx:
        await members.end_invite_link(tx, link_id)
