"""Search the library and ask it questions, without a session."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Literal, Self
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from chronos import chat
from chronos.app import App
from chronos.model import Actor, Highlight, Moment, VideoId, Why
from chronos.search import FoundNote as NoteOfSearch
from chronos.search import Scope, find_moments, find_notes, find_words
from chronos.videos import moment_url
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body, Citation, Question, VideoIds
from chronos.web.authenticate import Program, Running, ready_answerer, ready_engine
from chronos.web.cancel_when_left import cancel_when_left
from chronos.web.hold_place import hold_place
from chronos.web.json_values import DateTime, WholeNumber
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(tags=["ask"], route_class=OffLoopRoute)


class SearchRequest(Body):
    """A query and the videos to search.

    With `by` "words", search matches only the words of the query, in any of their forms, and needs no model.
    """

    query: Question
    by: Literal["meaning", "words"] = Field(default="meaning", description="What to compare: the meaning or the words.")
    limit: WholeNumber = Field(default=5, ge=1, le=50, description="Maximum number of moments.")
    video_ids: VideoIds | None = None
    course_id: UUID | None = Field(default=None, description="Search the videos of this course only.")
    language: str | None = Field(
        default=None, min_length=2, max_length=35, description="Search videos in this language only, e.g. `en`."
    )
    added_since: DateTime | None = Field(default=None, description="Inclusive lower bound of `created_at`.")
    added_before: DateTime | None = Field(default=None, description="Exclusive upper bound of `created_at`.")

    def scope(self) -> Scope:
        """Return the videos to search."""
        video_ids = tuple(VideoId(each) for each in self.video_ids) if self.video_ids is not None else None
        return Scope(video_ids, self.course_id, self.language, self.added_since, self.added_before)


class FoundMoment(BaseModel):
    """A sentence that matches, when it is said, and where to press play.

    `text` is said from `start_seconds` to `end_seconds`; `passage` adds the sentences around it. `url` starts playing
    at `play_seconds`, at most 2 s before `start_seconds`. The answer lasts until `play_until_seconds` at most. `score`,
    0 to 1, orders the moments of one answer only; `why` tells whether the words match, the meaning, or both;
    `highlights` mark the shared words in `text`, each as the positions of its first character and of the one after its
    last.
    """

    video_id: UUID
    title: str
    start_seconds: float
    end_seconds: float
    play_seconds: float
    play_until_seconds: float
    text: str
    passage: str
    why: Why
    highlights: list[Highlight]
    score: float
    url: str

    @classmethod
    def of(cls, moment: Moment, public_url: str) -> Self:
        """Present a moment that search found."""
        url = moment_url(public_url, moment.video_id, moment.play_seconds)
        return cls(**asdict(moment), url=url)


class FoundNote(BaseModel):
    """A note of the calling student that has words of the query; `score`, 0 to 1, is the share of them that it has."""

    id: UUID
    video_id: UUID
    title: str
    at_seconds: float
    content: str
    score: float
    url: str

    @classmethod
    def of(cls, note: NoteOfSearch, public_url: str) -> Self:
        """Present a note that search found."""
        return cls(**asdict(note), url=moment_url(public_url, note.video_id, note.at_seconds))


class SearchAnswer(BaseModel):
    """Moments, best first, and the calling student's own notes that have words of the query."""

    moments: list[FoundMoment]
    notes: list[FoundNote]


class AskRequest(Body):
    """A question; `video_ids` narrows it to these videos."""

    question: Question
    video_ids: VideoIds | None = None


class AskAnswer(BaseModel):
    """The answer; when nothing covers the question, `citations` are the closest moments.

    `sure` is false for an answer that may be about something else, and its text says so.
    """

    covered: bool
    sure: bool
    text: str
    notice: str | None = Field(
        description="A sentence that ends the text, e.g. that the month's answers are used up and until when."
    )
    citations: list[Citation]
    model: str
    unheard: list[str] = Field(description="Words of the question that the videos never say.")


@router.post(
    "/search",
    operation_id="search",
    summary="Find the moments that match a query",
    responses=problems(400, 404, 413),
)
async def search(body: SearchRequest, app: Running, actor: Program) -> SearchAnswer:
    """Return ranked moments, each with the second at which it is said, and the student's own notes."""
    scope, url = body.scope(), app.settings.public_url
    if body.by == "words":
        moments: Sequence[Moment] = await find_words(
            app.db, actor, body.query, limit=body.limit, scope=scope, cache=app.search_cache
        )
    else:
        engine = await ready_engine(app)
        moments = (await find_moments(app.db, engine, actor, body.query, limit=body.limit, scope=scope)).moments
    notes = await find_notes(app.db, actor, body.query, limit=body.limit, scope=scope)
    return SearchAnswer(
        moments=[FoundMoment.of(moment, url) for moment in moments], notes=[FoundNote.of(note, url) for note in notes]
    )


@router.post("/ask", operation_id="ask", summary="Ask a question without a session", responses=problems(400, 413))
async def ask(body: AskRequest, request: Request, app: Running, actor: Program) -> AskAnswer:
    """Return an answer with citations. Neither the question nor the answer is stored."""
    with hold_place(request, actor):
        return await cancel_when_left(request, answer_question(body, app, actor))


async def answer_question(body: AskRequest, app: App, actor: Actor) -> AskAnswer:
    """Answer a question without a session. Raises as `chat.ask`."""
    only = tuple(VideoId(each) for each in body.video_ids) if body.video_ids is not None else None
    answer = await chat.ask(app.db, await ready_answerer(app), actor, body.question, scope=Scope(only))
    return AskAnswer(
        covered=answer.covered,
        sure=answer.sure,
        text=answer.full_text,
        notice=answer.notice,
        citations=[Citation.of(citation, app.settings.public_url) for citation in answer.citations],
        model=answer.model,
        unheard=list(answer.found.unheard),
    )
