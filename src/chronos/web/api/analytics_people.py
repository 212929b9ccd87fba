"""Analytics of a creator: students and what they ask."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from chronos import analytics
from chronos.model import StudentId
from chronos.videos import moment_url
from chronos.web.api.analytics import SMALL, Period
from chronos.web.api.analytics_form import CSV, Format, From, To, csv_response, wants_csv
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Cursor
from chronos.web.authenticate import Program, Running

router = APIRouter(prefix="/analytics", tags=["analytics"])

FoundGroup = analytics.QuestionGroup
FoundQuestions = analytics.Questions
FoundTold = analytics.ToldQuestion
FoundMoment = analytics.ClosestMoment

AtRisk = Annotated[bool, Query(description="Only students at risk.")]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most; CSV has all.")]


class StudentRow(BaseModel):
    """A student. `percent`: seconds heard of all that you offer the student; a completed video counts whole."""

    id: UUID
    name: str
    email: str | None
    is_active: bool
    joined_at: datetime
    last_seen_at: datetime | None
    videos_begun: int
    videos_completed: int
    percent: int
    questions: int
    is_at_risk: bool


class StudentPage(BaseModel):
    """Students by name; `rule` says who is at risk."""

    items: list[StudentRow]
    next_cursor: UUID | None
    rule: str


class ClosestMoment(BaseModel):
    """Where the videos come closest to the question; `url` starts playing at `play_seconds`."""

    video_id: UUID
    title: str
    start_seconds: float
    play_seconds: float
    url: str

    @classmethod
    def of(cls, moment: FoundMoment, public_url: str) -> Self:
        """Present a moment of the room, with an address."""
        return cls(**asdict(moment), url=moment_url(public_url, moment.video_id, moment.play_seconds))


class QuestionGroup(BaseModel):
    """Questions that mean the same; `question` is the one nearest to their centre."""

    question: str
    questions: int
    students: int
    not_covered: int
    last_asked_at: datetime
    moment: ClosestMoment | None
    moments: list[ClosestMoment] = Field(
        description="The closest first; of a question that the videos do not cover, up to three."
    )
    unheard: list[str] = Field(description="Words of the questions that the videos never said when they were asked.")

    @classmethod
    def of(cls, group: FoundGroup, public_url: str) -> Self:
        """Present a group of the room, with an address."""
        moments = [ClosestMoment.of(moment, public_url) for moment in group.moments]
        moment = ClosestMoment.of(group.moment, public_url) if group.moment is not None else None
        return cls(**asdict(group) | {"moment": moment, "moments": moments})


class ToldQuestion(BaseModel):
    """A question that students asked you to answer, `times` in these words; your answer takes it off the list."""

    question: str
    times: int
    told_at: datetime
    moments: list[ClosestMoment]

    @classmethod
    def of(cls, told: FoundTold, public_url: str) -> Self:
        """Present a question of the room, with addresses."""
        moments = [ClosestMoment.of(moment, public_url) for moment in told.moments]
        return cls(**asdict(told) | {"moments": moments})


class Questions(BaseModel):
    """Questions of a period in groups; the last `grouped` of all `questions` are in groups."""

    period: Period
    questions: int
    students: int
    grouped: int
    groups: list[QuestionGroup] | None = Field(description=f"The largest first; {SMALL} asked.")
    least_group: int
    told: list[ToldQuestion] = Field(
        description="Of gaps: what students asked you to answer, the latest first; shown however few they are."
    )

    @classmethod
    def of(cls, found: FoundQuestions, public_url: str) -> Self:
        """Present the groups of the room."""
        return cls(
            period=Period.of(found.period),
            questions=found.questions,
            students=found.students,
            grouped=found.grouped,
            groups=None if found.groups is None else [QuestionGroup.of(group, public_url) for group in found.groups],
            least_group=found.least_group,
            told=[ToldQuestion.of(each, public_url) for each in found.told],
        )


@router.get(
    "/students",
    operation_id="list_student_progress",
    summary="List how far students are",
    response_model=StudentPage,
    responses=CSV | problems(404),
)
async def list_student_progress(
    request: Request,
    app: Running,
    actor: Program,
    at_risk: AtRisk = False,
    cursor: Cursor = None,
    limit: Limit = 100,
    form: Format = None,
) -> StudentPage | Response:
    """List the calling creator's students by name: last seen, percent, and whether they are at risk."""
    analytics.require_creator(actor)
    as_csv = wants_csv(request, form)
    after = StudentId(cursor) if cursor is not None else None
    async with app.db.acting_as(actor) as tx:
        page = await analytics.list_student_rows(tx, is_at_risk=at_risk, cursor=after, limit=None if as_csv else limit)
    if as_csv:
        return csv_response("students", page.table())
    items = [StudentRow(**asdict(student)) for student in page.students]
    return StudentPage(items=items, next_cursor=page.next_cursor, rule=page.rule)


@router.get(
    "/questions",
    operation_id="list_asked_questions",
    summary="List what students ask most",
    response_model=Questions,
    responses=CSV,
)
async def list_asked_questions(
    request: Request, app: Running, actor: Program, first: From = None, last: To = None, form: Format = None
) -> Questions | Response:
    """List the questions of a period in groups of the same meaning, each with the answer's best moment."""
    found = await analytics.get_questions(app.db, actor, (first, last))
    if wants_csv(request, form):
        return csv_response("questions", found.table())
    return Questions.of(found, app.settings.public_url)


@router.get(
    "/gaps",
    operation_id="list_gaps",
    summary="List what videos do not cover",
    response_model=Questions,
    responses=CSV,
)
async def list_gaps(
    request: Request, app: Running, actor: Program, first: From = None, last: To = None, form: Format = None
) -> Questions | Response:
    """List the questions of a period that the videos do not cover, in groups, each with the closest moments."""
    found = await analytics.get_questions(app.db, actor, (first, last), gaps=True)
    if wants_csv(request, form):
        return csv_response("gaps", found.table())
    return Questions.of(found, app.settings.public_url)
