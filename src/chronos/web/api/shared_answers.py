"""Shared answers: links to one answer, for members of the school who may see every video that it cites."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from chronos import chat
from chronos.web.api.feedback import PathAnswerId
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Citation
from chronos.web.authenticate import Program, Running
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(tags=["chat"], route_class=OffLoopRoute)


class NewAnswerLink(BaseModel):
    """A new link to an answer. The token is shown this once."""

    message_id: UUID
    token: str
    url: str = Field(description="Where members of the school read the answer.")
    created_at: datetime


class AnswerLink(BaseModel):
    """A link to an answer, without its token."""

    message_id: UUID
    created_at: datetime


class AnswerLinkList(BaseModel):
    """Links, the latest first."""

    items: list[AnswerLink]


class SharedAnswer(BaseModel):
    """An answer that a student shared: question, text and citations, and nothing else."""

    question: str | None
    content: str
    citations: list[Citation]


@router.put(
    "/chat/messages/{message_id}/link",
    operation_id="share_answer",
    summary="Create a link to an answer",
    responses=problems(404),
)
async def share_answer(message_id: PathAnswerId, app: Running, actor: Program) -> NewAnswerLink:
    """Share an answer by a link; an earlier link to it stops working.

    Members of the school who may see every cited video read question, text and citations, without your name.
    """
    async with app.db.acting_as(actor) as tx:
        link = await chat.share_answer(tx, actor, message_id)
    assert link.token is not None  # noqa: S101 - it was just made
    return NewAnswerLink(
        message_id=link.message_id,
        token=link.token,
        url=f"{app.settings.public_url}/api/v1/shared-answers/{link.token}",
        created_at=link.created_at,
    )


@router.delete(
    "/chat/messages/{message_id}/link",
    operation_id="end_answer_link",
    summary="End the link to an answer",
    status_code=204,
    responses=problems(404),
)
async def end_answer_link(message_id: PathAnswerId, app: Running, actor: Program) -> None:
    """Revoke the link to an answer: it stops working at once."""
    async with app.db.acting_as(actor) as tx:
        await chat.end_answer_link(tx, message_id)


@router.get("/shared-answers", operation_id="list_answer_links", summary="List links to answers")
async def list_answer_links(app: Running, actor: Program) -> AnswerLinkList:
    """List which answers the calling student shares."""
    async with app.db.acting_as(actor) as tx:
        links = await chat.list_answer_links(tx)
    return AnswerLinkList(items=[AnswerLink(message_id=link.message_id, created_at=link.created_at) for link in links])


@router.get(
    "/shared-answers/{token}", operation_id="get_shared_answer", summary="Get a shared answer", responses=problems(404)
)
async def get_shared_answer(
    token: Annotated[str, Path(max_length=200, description="The token of the link.")], app: Running, actor: Program
) -> SharedAnswer:
    """Return the answer behind a link, to members of its school who may see every video that it cites."""
    async with app.db.acting_as(actor) as tx:
        shared = await chat.read_shared_answer(tx, token)
    return SharedAnswer(
        question=shared.question,
        content=shared.content,
        citations=[Citation.of(citation, app.settings.public_url) for citation in shared.citations],
    )
