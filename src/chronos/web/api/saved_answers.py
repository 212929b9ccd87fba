"""Saved answers: what a student keeps."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from chronos import chat
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body, Citation, Cursor
from chronos.web.authenticate import Program, Running
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(prefix="/saved-answers", tags=["chat"], route_class=OffLoopRoute)

MAX_LIMIT = chat.MAX_SAVED_PAGE - 1  # one more is asked for, to know whether there is a next page


class AnswerToSave(Body):
    """The answer to save."""

    message_id: UUID


class SavedAnswer(BaseModel):
    """An answer as it was when it was saved."""

    id: UUID
    message_id: UUID | None = Field(description="The answer in its conversation; null when that was deleted.")
    question: str
    content: str
    citations: list[Citation]
    created_at: datetime
    is_withheld: bool = Field(
        description="Whether the answer cites a video that you cannot play now; neither text nor citations are shown."
    )

    @classmethod
    def of(cls, saved: chat.SavedAnswer, public_url: str) -> Self:
        """Present a saved answer of the chat room."""
        return cls(
            id=saved.id,
            message_id=saved.message_id,
            question=saved.question,
            content=saved.content,
            citations=[Citation.of(citation, public_url) for citation in saved.citations],
            created_at=saved.created_at,
            is_withheld=saved.is_withheld,
        )


class SavedAnswerPage(BaseModel):
    """Saved answers, the latest first."""

    items: list[SavedAnswer]
    next_cursor: UUID | None


@router.get("", operation_id="list_saved_answers", summary="List saved answers", responses=problems(404))
async def list_saved_answers(
    app: Running,
    actor: Program,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Maximum number of answers.")] = 50,
) -> SavedAnswerPage:
    """List the calling student's saved answers, the latest first. No one else can read them."""
    async with app.db.acting_as(actor) as tx:
        found = await chat.list_saved_answers(tx, cursor=cursor, limit=limit + 1)
    shown = found[:limit]
    return SavedAnswerPage(
        items=[SavedAnswer.of(each, app.settings.public_url) for each in shown],
        next_cursor=shown[-1].id if len(found) > limit else None,
    )


@router.post(
    "",
    operation_id="save_answer",
    summary="Add a saved answer",
    status_code=201,
    responses=problems(400, 404, 413),
)
async def save_answer(body: AnswerToSave, app: Running, actor: Program) -> SavedAnswer:
    """Save an answer with its citations; it stays when its conversation is deleted. Saving it again changes nothing."""
    async with app.db.acting_as(actor) as tx:
        return SavedAnswer.of(await chat.save_answer(tx, actor, body.message_id), app.settings.public_url)


@router.delete(
    "/{saved_id}",
    operation_id="remove_saved_answer",
    summary="Remove a saved answer",
    status_code=204,
    responses=problems(404),
)
async def remove_saved_answer(
    saved_id: Annotated[UUID, Path(description="Id of the saved answer.")], app: Running, actor: Program
) -> None:
    """Remove a saved answer; the conversation keeps its own."""
    async with app.db.acting_as(actor) as tx:
        await chat.remove_saved_answer(tx, saved_id)
