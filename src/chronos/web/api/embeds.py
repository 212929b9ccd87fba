"""Embeds: which sites may show a school, what of it, and tokens for the visitors of private embeds."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field, StrictBool, model_validator

from chronos import embeds
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body
from chronos.web.authenticate import Owner, Program, Running
from chronos.web.off_loop import OffLoopRoute
from chronos.web.word_fault import WITHOUT_NUL

router = APIRouter(tags=["embeds"], route_class=OffLoopRoute)


class NewEmbedSite(Body):
    """A site to add."""

    origin: Annotated[
        str,
        Field(
            min_length=1,
            max_length=300,
            pattern=WITHOUT_NUL,
            examples=["https://www.example.com"],
            description="`https://host`, with a port if it has one; `http` for `http://localhost` alone.",
        ),
    ]


class EmbedSite(BaseModel):
    """A site whose pages may show embeds of the school."""

    id: UUID
    origin: str
    created_at: datetime


class EmbedSites(BaseModel):
    """All sites of the school, oldest first; 50 at most."""

    items: list[EmbedSite]


class _OfOne(Body):
    """Names a video or a course."""

    video_id: UUID | None = Field(None, description="The video; either this or `course_id`.")
    course_id: UUID | None = Field(None, description="The course; either this or `video_id`.")

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.video_id is None) == (self.course_id is None):
            raise ValueError("name a video or a course, and not both")
        return self


class NewEmbed(_OfOne):
    """What other sites may show."""

    is_public: StrictBool = Field(
        False, description="True: everyone who has the address sees it; false: a token is needed."
    )


class Embed(BaseModel):
    """A video or a course that other sites may show."""

    id: UUID
    video_id: UUID | None
    course_id: UUID | None
    title: str
    is_public: bool
    created_at: datetime


class Embeds(BaseModel):
    """The newest 1,000 of the school, newest first."""

    items: list[Embed]


class NewEmbedToken(_OfOne):
    """What the visitor will see."""


class EmbedToken(BaseModel):
    """A token of one visitor, who sees one video or course by it."""

    token: str
    expires_at: datetime = Field(description="At most an hour from now; the embedded page renews it for 12 hours.")
    url: str = Field(description="The address for the frame of this visitor, with the token.")


@router.get("/embed-sites", operation_id="list_embed_sites", summary="List sites that may show embeds")
async def list_embed_sites(app: Running, actor: Program) -> EmbedSites:
    """List the sites whose pages may show videos and courses of the calling creator; students get none."""
    async with app.db.acting_as(actor) as tx:
        return EmbedSites(items=[EmbedSite(**asdict(one)) for one in await embeds.list_sites(tx, actor)])


@router.post(
    "/embed-sites", operation_id="add_embed_site", summary="Add a site that may show embeds", status_code=201,
    responses=problems(400, 409, 413),
)  # fmt: skip
async def add_embed_site(new: NewEmbedSite, app: Running, actor: Owner) -> EmbedSite:
    """Let the pages of a site show embeds of the calling owner's school: 50 sites at most."""
    async with app.db.acting_as(actor) as tx:
        return EmbedSite(**asdict(await embeds.add_site(tx, actor, new.origin)))


@router.delete(
    "/embed-sites/{site_id}", operation_id="remove_embed_site", summary="Remove a site that may show embeds",
    status_code=204, responses=problems(404),
)  # fmt: skip
async def remove_embed_site(
    site_id: Annotated[UUID, Path(description="Id of the site.")], app: Running, actor: Owner
) -> None:
    """Remove a site: browsers show embeds there no more, from the next load of a page on."""
    async with app.db.acting_as(actor) as tx:
        await embeds.remove_site(tx, site_id)


@router.get("/embeds", operation_id="list_embeds", summary="List what may be embedded")
async def list_embeds(app: Running, actor: Program) -> Embeds:
    """List the videos and courses that other sites may show; students get none."""
    async with app.db.acting_as(actor) as tx:
        return Embeds(items=[Embed(**asdict(one)) for one in await embeds.list_embeds(tx, actor)])


@router.post(
    "/embeds", operation_id="allow_embed", summary="Create an embed of a video or a course", status_code=201,
    responses=problems(400, 404, 413),
)  # fmt: skip
async def allow_embed(new: NewEmbed, app: Running, actor: Owner) -> Embed:
    """Let other sites show a video or a course, to everyone or by a token; again: change which of the two."""
    async with app.db.acting_as(actor) as tx:
        allowed = await embeds.allow_embed(
            tx, actor, video_id=new.video_id, course_id=new.course_id, is_public=new.is_public
        )
    return Embed(**asdict(allowed))


@router.delete(
    "/embeds/{embed_id}", operation_id="end_embed", summary="End an embed", status_code=204, responses=problems(404)
)
async def end_embed(
    embed_id: Annotated[UUID, Path(description="Id of the embed.")], app: Running, actor: Owner
) -> None:
    """End an embed: its pages and all its tokens stop at once."""
    async with app.db.acting_as(actor) as tx:
        await embeds.end_embed(tx, embed_id)


@router.post(
    "/embed-tokens", operation_id="make_embed_token", summary="Create a token for a visitor", status_code=201,
    responses=problems(400, 404, 413),
)  # fmt: skip
async def make_embed_token(new: NewEmbedToken, app: Running, actor: Owner) -> EmbedToken:
    """Make a token for one visitor of an embed that is not public. Your own server decides who the visitor may be."""
    async with app.db.acting_as(actor) as tx:
        embed = await embeds.get_embed(tx, actor, video_id=new.video_id, course_id=new.course_id)
    made = app.embed_tokens.begin(embed.id)
    path = embeds.path_of(embed.video_id, embed.course_id)
    url = f"{app.settings.public_url.rstrip('/')}{path}?token={made.token}"
    return EmbedToken(token=made.token, expires_at=made.expires_at, url=url)
