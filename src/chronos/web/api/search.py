"""Search and ask, without a conversation."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chronos import chat
from chronos.model import Moment, VideoId
from chronos.search import find_moments
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body, Citation, Question, VideoIds
from chronos.web.asker import Program, Running, ready_embedder
from chronos.web.links import moment_url

router = APIRouter(tags=["ask"])


class SearchRequest(Body):
    """What to look for; `video_ids` narrows it to these."""

    query: Question
    limit: int = Field(default=5, ge=1, le=50)
    video_ids: VideoIds | None = None


class FoundMoment(BaseModel):
    """A sentence that is like the query, and when it is said. `score` orders the moments of one answer only."""

    video_id: UUID
    title: str
    start_seconds: float
    end_seconds: float
    text: str
    score: float
    url: str


class SearchAnswer(BaseModel):
    """Moments, best first."""

    moments: list[FoundMoment]


class AskRequest(Body):
    """A question; `video_ids` narrows it to these videos."""

    question: Question
    video_ids: VideoIds | None = None


class AskAnswer(BaseModel):
    """The answer; when nothing covers the question, `citations` are the closest moments."""

    covered: bool
    text: str
    citations: list[Citation]
    model: str


@router.post(
    "/search", operation_id="search", summary="Find the moments that a query is about", responses=problems(400, 413)
)
async def search(body: SearchRequest, app: Running, actor: Program) -> SearchAnswer:
    """Ranked moments, each with the second at which it is said."""
    found = await find_moments(
        app.db, await ready_embedder(app), actor, body.query, limit=body.limit, video_ids=_ids(body.video_ids)
    )
    return SearchAnswer(moments=[_moment(moment, app.settings.public_url) for moment in found.moments])


@router.post("/ask", operation_id="ask", summary="Ask without a conversation", responses=problems(400, 413))
async def ask(body: AskRequest, app: Running, actor: Program) -> AskAnswer:
    """A cited answer; nothing of it is kept."""
    answer = await chat.ask(app.db, await ready_embedder(app), actor, body.question, video_ids=_ids(body.video_ids))
    return AskAnswer(
        covered=answer.covered,
        text=answer.text,
        citations=[Citation.of(citation, app.settings.public_url) for citation in answer.citations],
        model=answer.model,
    )


def _ids(ids: list[UUID] | None) -> list[VideoId] | None:
    return [VideoId(each) for each in ids] if ids is not None else None


def _moment(moment: Moment, public_url: str) -> FoundMoment:
    return FoundMoment(
        video_id=moment.video_id,
        title=moment.title,
        start_seconds=moment.start_seconds,
        end_seconds=moment.end_seconds,
        text=moment.text,
        score=moment.score,
        url=moment_url(public_url, moment.video_id, moment.start_seconds),
    )
