"""Analytics of a creator: days, videos, courses and cohorts."""

from dataclasses import asdict
from datetime import date
from typing import Self
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from chronos import analytics
from chronos.model import VideoId
from chronos.web.api.analytics_form import CSV, Format, From, To, csv_response, wants_csv
from chronos.web.api.courses import PathCourseId
from chronos.web.api.problems import problems
from chronos.web.api.shapes import PathVideoId
from chronos.web.authenticate import Program, Running

router = APIRouter(prefix="/analytics", tags=["analytics"])

FoundPeriod = analytics.Period
FoundOverview = analytics.Overview
FoundVideos = analytics.VideoList
FoundCurve = analytics.VideoCurve
FoundCohorts = analytics.Cohorts

SMALL = "null when fewer than `least_group` students"


class Period(BaseModel):
    """Whole days, the first and the last included, in the creator's time zone."""

    first: date
    last: date
    time_zone: str

    @classmethod
    def of(cls, period: FoundPeriod) -> Self:
        """Present a period."""
        return cls(first=period.first, last=period.last, time_zone=period.time_zone)


class Totals(BaseModel):
    """Counts; different students are counted once each. `completion_rate`: completions per student, video and day."""

    viewers: int
    active_students: int
    askers: int
    searchers: int
    views: int
    watch_seconds: float
    completions: int
    completion_rate: float | None
    questions: int
    refusals: int
    searches: int
    citations_opened: int


class Day(BaseModel):
    """The counts of one day.

    Those of watching, asking or searching are null when fewer than `least_group` watched, asked or searched in the
    period.
    """

    date: date
    viewers: int | None
    active_students: int
    views: int | None
    watch_seconds: float | None
    completions: int | None
    completion_rate: float | None
    questions: int | None
    refusals: int | None
    searches: int | None
    citations_opened: int | None


class Overview(BaseModel):
    """A period in total and by day. Days are counted every few minutes."""

    period: Period
    totals: Totals
    days: list[Day] | None = Field(description=f"{SMALL} were active in the period.")
    least_group: int

    @classmethod
    def of(cls, overview: FoundOverview) -> Self:
        """Present an overview of the room."""
        return cls.model_validate(overview, from_attributes=True)


class VideoRow(BaseModel):
    """A video; `questions` are those whose answer cites it."""

    id: UUID
    title: str
    duration_seconds: float | None
    viewers: int | None
    views: int | None
    watch_seconds: float | None
    completion_rate: float | None
    questions: int | None


class VideoList(BaseModel):
    """Videos, the one that was watched longest first; `viewers` of any of them."""

    period: Period
    viewers: int
    items: list[VideoRow] = Field(description=f"Their counts are {SMALL} watched in the period.")
    least_group: int

    @classmethod
    def of(cls, found: FoundVideos) -> Self:
        """Present the videos of the room."""
        told = asdict(found)
        return cls(**told | {"period": Period.of(found.period), "items": told.pop("videos")})


class DropOff(BaseModel):
    """Where `lost` students stop, `share` of all viewers."""

    at_seconds: int
    lost: int
    share: float


class Confused(BaseModel):
    """A part that `students` heard again at its busiest second, with the questions asked in it."""

    from_seconds: int
    to_seconds: int
    students: int
    questions: int | None


class VideoCurve(BaseModel):
    """A video by second, of all time; `rules` say what the numbers mean."""

    id: UUID
    title: str
    duration_seconds: float | None
    viewers: int
    completed: int | None = Field(description=f"{SMALL} watched.")
    rewatchers: int | None = Field(description=f"{SMALL} watched.")
    askers: int
    questions: int
    heard: list[int] | None = Field(description=f"Students per second; {SMALL} watched.")
    heard_again: list[int] | None = Field(description=f"Students per second; {SMALL} heard anything again.")
    questions_at: list[int] | None = Field(description=f"Questions per second; {SMALL} asked.")
    drop_offs: list[DropOff]
    confused: list[Confused]
    least_group: int
    rules: dict[str, str]

    @classmethod
    def of(cls, curve: FoundCurve) -> Self:
        """Present the curves of the room."""
        return cls.model_validate(curve, from_attributes=True)


class FunnelLesson(BaseModel):
    """A lesson in the order of the course."""

    position: int
    module: str
    id: UUID
    title: str
    began: int
    completed: int


class CourseFunnel(BaseModel):
    """How many students began a course, each lesson of it, and completed it; `rule` says what that means."""

    id: UUID
    title: str
    students: int
    began: int
    completed: int | None = Field(description=f"{SMALL} began the course.")
    lessons: list[FunnelLesson] | None = Field(description=f"{SMALL} began the course.")
    least_group: int
    rule: str


class CohortWeek(BaseModel):
    """A week after joining: of the `students` whose week is over, `active` were there."""

    students: int
    active: int | None = Field(description=f"{SMALL} count.")


class Cohort(BaseModel):
    """The students who joined in the month that begins with `month`; `weeks` from the first on, those that are over."""

    month: date
    students: int
    weeks: list[CohortWeek]


class Cohorts(BaseModel):
    """Cohorts of the last twelve months, oldest first; `rule` says what counts."""

    items: list[Cohort]
    least_group: int
    rule: str

    @classmethod
    def of(cls, found: FoundCohorts) -> Self:
        """Present the cohorts of the room."""
        items = [Cohort.model_validate(asdict(cohort)) for cohort in found.cohorts]
        return cls(items=items, least_group=found.least_group, rule=found.rule)


@router.get(
    "/overview", operation_id="get_overview", summary="Get an overview by day", response_model=Overview, responses=CSV
)
async def get_overview(
    request: Request, app: Running, actor: Program, first: From = None, last: To = None, form: Format = None
) -> Overview | Response:
    """Return what all students of the calling creator did, in total and by day."""
    async with app.db.acting_as(actor) as tx:
        found = await analytics.get_overview(tx, await analytics.read_period(tx, actor, first, last))
    return csv_response("overview", found.table()) if wants_csv(request, form) else Overview.of(found)


@router.get(
    "/videos",
    operation_id="list_watched_videos",
    summary="List how much videos are watched",
    response_model=VideoList,
    responses=CSV,
)
async def list_watched_videos(
    request: Request, app: Running, actor: Program, first: From = None, last: To = None, form: Format = None
) -> VideoList | Response:
    """List the calling creator's videos with viewers, watch time, completion and questions of a period."""
    async with app.db.acting_as(actor) as tx:
        found = await analytics.list_watched_videos(tx, await analytics.read_period(tx, actor, first, last))
    return csv_response("videos", found.table()) if wants_csv(request, form) else VideoList.of(found)


@router.get(
    "/videos/{video_id}",
    operation_id="get_video_curve",
    summary="Get what students hear of a video by second",
    response_model=VideoCurve,
    responses=CSV | problems(404),
)
async def get_video_curve(
    video_id: PathVideoId, request: Request, app: Running, actor: Program, form: Format = None
) -> VideoCurve | Response:
    """Return how many students heard each second, heard it again and asked about it, and where they stop."""
    analytics.require_creator(actor)
    async with app.db.acting_as(actor) as tx:
        found = await analytics.get_video_curve(tx, VideoId(video_id))
    return csv_response("video", found.table()) if wants_csv(request, form) else VideoCurve.of(found)


@router.get(
    "/courses/{course_id}",
    operation_id="get_course_funnel",
    summary="Get how far students are in a course",
    response_model=CourseFunnel,
    responses=CSV | problems(404),
)
async def get_course_funnel(
    course_id: PathCourseId, request: Request, app: Running, actor: Program, form: Format = None
) -> CourseFunnel | Response:
    """Return how many students began the course, began and completed each lesson, and completed the course."""
    analytics.require_creator(actor)
    async with app.db.acting_as(actor) as tx:
        found = await analytics.get_course_funnel(tx, course_id)
    if wants_csv(request, form):
        return csv_response("course", found.table())
    return CourseFunnel(**asdict(found))


@router.get(
    "/cohorts",
    operation_id="list_cohorts",
    summary="List who comes back, by month of joining",
    response_model=Cohorts,
    responses=CSV,
)
async def list_cohorts(
    request: Request, app: Running, actor: Program, last: To = None, form: Format = None
) -> Cohorts | Response:
    """List of the students who joined in each month how many were there in each of twelve weeks, up to a day."""
    async with app.db.acting_as(actor) as tx:
        found = await analytics.get_cohorts(tx, await analytics.read_period(tx, actor, last=last))
    return csv_response("cohorts", found.table()) if wants_csv(request, form) else Cohorts.of(found)
