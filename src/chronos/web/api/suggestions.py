"""Suggestions: questions to ask next, which the library answers."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from chronos import chat
from chronos.videos import moment_url
from chronos.web.api.feedback import PathAnswerId
from chronos.web.api.problems import problems
from chronos.web.authenticate import Program, Running, ready_answerer
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(prefix="/chat/messages", tags=["chat"], route_class=OffLoopRoute)


class Suggestion(BaseModel):
    """A question, and the moment that answers it best."""

    question: str
    video_id: UUID
    title: str
    start_seconds: float
    play_seconds: float
    url: str


class SuggestionList(BaseModel):
    """Up to three questions; few or none where the library says too little around the answer."""

    items: list[Suggestion]


@router.get(
    "/{message_id}/suggestions",
    operation_id="list_suggestions",
    summary="List questions to ask next",
    responses=problems(404),
)
async def list_suggestions(message_id: PathAnswerId, app: Running, actor: Program) -> SuggestionList:
    """List questions that the library answers, near what an answer of yours cites; each was checked by asking it.

    The request counts as a search against the rate limit; none of the questions is counted or kept.
    """
    engine = (await ready_answerer(app)).engine
    found = await chat.suggest_questions(app.db, engine, actor, message_id)
    return SuggestionList(
        items=[
            Suggestion(
                question=each.question,
                video_id=each.moment.video_id,
                title=each.moment.title,
                start_seconds=each.moment.start_seconds,
                play_seconds=each.moment.play_seconds,
                url=moment_url(app.settings.public_url, each.moment.video_id, each.moment.play_seconds),
            )
            for each in found
        ]
    )
