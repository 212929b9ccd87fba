"""Save numbers of the studio as CSV: the rows of each chart, all of them."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from chronos import analytics
from chronos.model import VideoId
from chronos.web.api.analytics_form import csv_response
from chronos.web.authenticate import Browser, Running
from chronos.web.pages.studio.period_choice import MONTH, ChosenDays, chosen_period

router = APIRouter(prefix="/analytics")


@router.get("/days.csv")
async def save_days(app: Running, actor: Browser, days: ChosenDays = MONTH) -> Response:
    """Return the days of a period."""
    async with app.db.acting_as(actor) as tx:
        found = await analytics.get_overview(tx, await chosen_period(tx, actor, days))
    return csv_response("days", found.table())


@router.get("/videos.csv")
async def save_videos(app: Running, actor: Browser, days: ChosenDays = MONTH) -> Response:
    """Return the videos of a period, the one that was watched longest first."""
    async with app.db.acting_as(actor) as tx:
        found = await analytics.list_watched_videos(tx, await chosen_period(tx, actor, days))
    return csv_response("videos", found.table())


@router.get("/courses.csv")
async def save_courses(app: Running, actor: Browser) -> Response:
    """Return the courses, with how far their students are."""
    analytics.require_creator(actor)
    async with app.db.acting_as(actor) as tx:
        found = await analytics.list_course_rows(tx)
    return csv_response("courses", found.table())


@router.get("/cohorts.csv")
async def save_cohorts(app: Running, actor: Browser) -> Response:
    """Return the cohorts, a row for each month and week."""
    async with app.db.acting_as(actor) as tx:
        found = await analytics.get_cohorts(tx, await analytics.read_period(tx, actor))
    return csv_response("cohorts", found.table())


@router.get("/courses/{course_id}.csv")
async def save_course(course_id: UUID, app: Running, actor: Browser) -> Response:
    """Return the lessons of a course."""
    analytics.require_creator(actor)
    async with app.db.acting_as(actor) as tx:
        found = await analytics.get_course_funnel(tx, course_id)
    return csv_response("course", found.table())


@router.get("/videos/{video_id}.csv")
async def save_video(video_id: UUID, app: Running, actor: Browser) -> Response:
    """Return the seconds of a video."""
    analytics.require_creator(actor)
    async with app.db.acting_as(actor) as tx:
        found = await analytics.get_video_curve(tx, VideoId(video_id))
    return csv_response("video", found.table())
