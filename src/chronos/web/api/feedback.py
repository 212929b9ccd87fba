"""Feedback: what students think of answers."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field, model_validator

from chronos import chat
from chronos.model import VideoId
from chronos.videos import moment_url
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body, Citation, Cursor
from chronos.web.api.watching import Second
from chronos.web.authenticate import Program, Running
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(prefix="/chat", tags=["chat"], route_class=OffLoopRoute)

MAX_LIMIT = chat.MAX_FEEDBACK_PAGE - 1  # one more is asked for, to know whether there is a next page

Verdict = Literal["right", "wrong", "wrong_moment"]
PathAnswerId = Annotated[UUID, Path(description="Id of the answer.")]


class NewFeedback(Body):
    """A judgement of an answer. `wrong_moment` needs the video and the second at which the answer is said."""

    verdict: Verdict
    video_id: UUID | None = None
    at_seconds: Second | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.video_id is None) != (self.at_seconds is None):
            raise ValueError("give both video_id and at_seconds, or neither")
        return self


class Better(BaseModel):
    """Where the answer is said. `title` is null when you cannot play the video."""

    video_id: UUID
    title: str | None
    at_seconds: float
    url: str


class Feedback(BaseModel):
    """A judgement of an answer, with the question that it answers; the student is not named."""

    message_id: UUID
    session_id: UUID
    verdict: Verdict
    better: Better | None = Field(description="Of `wrong_moment`: where the answer is said, while its video exists.")
    question: str | None
    content: str
    citations: list[Citation]
    model: str | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, feedback: chat.Feedback, public_url: str) -> Self:
        """Present feedback of the chat room."""
        better = feedback.better
        return cls(
            message_id=feedback.message_id,
            session_id=feedback.session_id,
            verdict=feedback.verdict,
            better=Better(
                video_id=better.video_id,
                title=better.title,
                at_seconds=better.at_seconds,
                url=moment_url(public_url, better.video_id, better.at_seconds),
            )
            if better
            else None,
            question=feedback.question,
            content=feedback.content,
            citations=[Citation.of(citation, public_url) for citation in feedback.citations],
            model=feedback.model,
            created_at=feedback.created_at,
            updated_at=feedback.updated_at,
        )


class FeedbackPage(BaseModel):
    """Feedback, the latest first."""

    items: list[Feedback]
    next_cursor: UUID | None


@router.get("/feedback", operation_id="list_feedback", summary="List feedback on answers", responses=problems(404))
async def list_feedback(
    app: Running,
    actor: Program,
    verdict: Annotated[Verdict | None, Query(description="Only feedback with this verdict.")] = None,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Maximum number of answers.")] = 50,
) -> FeedbackPage:
    """List feedback, the latest first. A creator sees that of the students, and a student sees their own."""
    async with app.db.acting_as(actor) as tx:
        found = await chat.list_feedback(tx, verdict=verdict, cursor=cursor, limit=limit + 1)
    shown = found[:limit]
    return FeedbackPage(
        items=[Feedback.of(each, app.settings.public_url) for each in shown],
        next_cursor=shown[-1].message_id if len(found) > limit else None,
    )


@router.put(
    "/messages/{message_id}/feedback",
    operation_id="give_feedback",
    summary="Give feedback on an answer",
    responses=problems(400, 404, 413),
)
async def give_feedback(message_id: PathAnswerId, body: NewFeedback, app: Running, actor: Program) -> Feedback:
    """Judge an answer that you got; the creator sees it with question and answer. Later feedback replaces it."""
    better = None
    if body.video_id is not None and body.at_seconds is not None:
        better = chat.BetterMoment(VideoId(body.video_id), float(body.at_seconds))
    async with app.db.acting_as(actor) as tx:
        given = await chat.give_feedback(tx, actor, message_id, body.verdict, better)
    return Feedback.of(given, app.settings.public_url)


@router.delete(
    "/messages/{message_id}/feedback",
    operation_id="take_feedback_back",
    summary="Remove feedback on an answer",
    status_code=204,
    responses=problems(404),
)
async def take_feedback_back(message_id: PathAnswerId, app: Running, actor: Program) -> None:
    """Take your feedback back; the creator no longer sees it."""
    async with app.db.acting_as(actor) as tx:
        await chat.take_feedback_back(tx, message_id)
