"""Watching: what players report, how far a student is, and where to resume."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, StrictBool, StrictFloat

from chronos import analytics, courses
from chronos.model import StudentId, VideoId
from chronos.videos import moment_url, video_url
from chronos.web.api.analytics import Totals
from chronos.web.api.courses import CourseSummary
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body, PathVideoId
from chronos.web.authenticate import Program, ProgramOrBrowser, Running
from chronos.web.json_values import WholeNumber
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(tags=["watching"], route_class=OffLoopRoute)

FoundHome = courses.Home
Lately = analytics.Totals | None

MAX_BEATS = 2**31 - 2

Second = Annotated[StrictFloat, Field(ge=0, le=1_000_000)]
Rate = Annotated[StrictFloat, Field(gt=0, le=100)]


class Beat(Body):
    """What a player played since its report before: `[from, to, rate]` for each part without a pause or a jump."""

    session: UUID = Field(description="Chosen by the player when it opens the video.")
    number: WholeNumber = Field(ge=0, le=MAX_BEATS, description="Counts the reports of a session; each counts once.")
    segments: Annotated[list[tuple[Second, Second, Rate]], Field(max_length=courses.MAX_SEGMENTS)]
    at_seconds: Second = Field(description="Where the player stands.")
    student_id: UUID | None = Field(None, description="Who played it; a report of another person is refused.")


class Counted(BaseModel):
    """What the report was worth: the seconds of the video that were credited."""

    credited_seconds: float
    is_completed: bool


class Done(Body):
    """Whether the student is done with the video."""

    is_done: StrictBool


class VideoProgress(BaseModel):
    """How far the calling student is. `completion_share` of the video has to be heard to complete it."""

    video_id: UUID
    heard_seconds: float = Field(description="Seconds that were played, each once.")
    played_seconds: float = Field(description="Seconds that were played, each time.")
    resume_seconds: float
    completed_at: datetime | None
    marked_done_at: datetime | None
    completion_share: float
    may_mark_done: bool


class Started(BaseModel):
    """A video that was begun and is not done. `url` resumes it, `course_id` is a course that has it."""

    id: UUID
    title: str
    duration_seconds: float | None
    resume_seconds: float
    last_watched_at: datetime
    course_id: UUID | None
    url: str


class NextLesson(BaseModel):
    """The first lesson of a course that is open and not done; `url` plays it from `resume_seconds`."""

    course_id: UUID
    id: UUID
    title: str
    duration_seconds: float | None
    resume_seconds: float
    url: str


class NewVideo(BaseModel):
    """A video that was added lately."""

    id: UUID
    title: str
    duration_seconds: float | None
    created_at: datetime
    url: str


class Overview(BaseModel):
    """A creator's school in numbers: `in_work` and `failed` are videos, `seconds` the length of all."""

    videos: int
    in_work: int
    failed: int
    seconds: float
    courses: int
    students: int


class Home(BaseModel):
    """What the caller begins with.

    `started` and `next_lessons` are for a student, `overview` and `last_30_days` for a creator.
    """

    started: list[Started]
    next_lessons: list[NextLesson] = Field(description="At most one of each course, in the order of courses.")
    courses: list[CourseSummary]
    new: list[NewVideo]
    overview: Overview | None
    last_30_days: Totals | None

    @classmethod
    def of(cls, home: FoundHome, lately: Lately, public_url: str) -> Self:
        """Present what the room found, with addresses."""
        return cls(
            started=[
                Started(**asdict(each), url=moment_url(public_url, each.id, each.resume_seconds))
                for each in home.started
            ],
            next_lessons=[
                NextLesson(**asdict(each), url=moment_url(public_url, each.id, each.resume_seconds))
                for each in home.next_lessons
            ],
            courses=[CourseSummary.of(course) for course in home.courses],
            new=[NewVideo(**asdict(each), url=video_url(public_url, each.id)) for each in home.new],
            overview=Overview(**asdict(home.overview)) if home.overview else None,
            last_30_days=Totals(**asdict(lately)) if lately else None,
        )


@router.get("/home", operation_id="get_home", summary="Get what the caller begins with")
async def get_home(app: Running, actor: Program) -> Home:
    """Return for a student the videos to resume and the next lessons, for a creator an overview.

    Both also get courses and new videos.
    """
    async with app.db.acting_as(actor) as tx:
        home = await courses.get_home(tx, actor)
        lately = None
        if actor.creator_id is not None:
            lately = (await analytics.get_overview(tx, await analytics.read_period(tx, actor))).totals
    return Home.of(home, lately, app.settings.public_url)


@router.post(
    "/videos/{video_id}/beats",
    operation_id="record_beat",
    summary="Report what was played",
    responses=problems(400, 404, 413),
)
async def record_beat(video_id: PathVideoId, body: Beat, app: Running, actor: ProgramOrBrowser) -> Counted:
    """Count what a student's player played. No more is credited than time has passed, times the speed, and 2 s."""
    segments = [courses.Segment(*map(float, part)) for part in body.segments]
    student_id = StudentId(body.student_id) if body.student_id else None
    beat = courses.Beat(body.session, body.number, segments, float(body.at_seconds), student_id)
    async with app.db.acting_as(actor) as tx:
        counted = await courses.record_beat(tx, actor, VideoId(video_id), beat)
    return Counted(**asdict(counted))


@router.get(
    "/videos/{video_id}/progress",
    operation_id="get_progress",
    summary="Get how far the caller is in a video",
    responses=problems(404),
)
async def get_progress(video_id: PathVideoId, app: Running, actor: Program) -> VideoProgress:
    """Return the seconds heard, where to resume, and the rule by which the video is completed."""
    async with app.db.acting_as(actor) as tx:
        await courses.require_visible(tx, VideoId(video_id))
        progress = await courses.get_progress(tx, VideoId(video_id))
        rules = await courses.get_learning_rules(tx)
    return VideoProgress(**asdict(progress), **asdict(rules))


@router.put(
    "/videos/{video_id}/progress",
    operation_id="mark_done",
    summary="Mark a video as done",
    status_code=204,
    responses=problems(400, 404, 413),
)
async def mark_done(video_id: PathVideoId, body: Done, app: Running, actor: Program) -> None:
    """Mark a video as done, or not, where its creator lets students do so."""
    async with app.db.acting_as(actor) as tx:
        await courses.mark_done(tx, actor, VideoId(video_id), body.is_done)
