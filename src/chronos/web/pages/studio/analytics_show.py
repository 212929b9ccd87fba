"""Analytics in the studio: who watched how much, which videos and courses, and who came back."""

from collections.abc import Sequence
from itertools import pairwise
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronos import analytics
from chronos.web.authenticate import Browser, Running
from chronos.web.draw_chart import Chart, draw_bars, draw_counts, sum_weeks
from chronos.web.pages.studio.period_choice import MONTH, PERIODS, ChosenDays, chosen_period
from chronos.web.pages.studio.studio_page import staff_person
from chronos.web.render_template import render_template

MAX_VIDEOS = 20
MAX_BARS = 90  # more bars than this would be thinner than a line
SHADES = 6  # of cells of the cohorts

router = APIRouter(prefix="/analytics")


@router.get("")
async def show_analytics(request: Request, app: Running, actor: Browser, days: ChosenDays = MONTH) -> Response:
    """Show a period by day, the videos and courses with their shares, and the cohorts."""
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        period = await chosen_period(tx, actor, days)
        overview = await analytics.get_overview(tx, period)
        watched = await analytics.list_watched_videos(tx, period, MAX_VIDEOS)
        courses = await analytics.list_course_rows(tx)
        cohorts = await analytics.get_cohorts(tx, period)
    found = overview.days or ()
    values = {
        "person": person,
        "chosen": days,
        "periods_offered": PERIODS,
        "overview": overview,
        "days": found,
        "is_by_week": len(found) > MAX_BARS,
        "viewers": draw_counts([day.viewers or 0 for day in found]),
        "watched": draw_hours([day.watch_seconds or 0 for day in found]),
        "videos": watched.videos,
        "more_videos": watched.count - len(watched.videos),
        "most_seconds": max((video.watch_seconds or 0 for video in watched.videos), default=0),
        "courses": courses.courses,
        "cohorts": cohorts,
        "weeks": max((len(cohort.weeks) for cohort in cohorts.cohorts), default=0),
        "shade": shade,
    }
    return render_template(request, "studio_analytics.html", values)


@router.get("/courses/{course_id}")
async def show_course_numbers(course_id: UUID, request: Request, app: Running, actor: Browser) -> Response:
    """Show how many students began and completed each lesson of a course, and where most of them stop."""
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        funnel = await analytics.get_course_funnel(tx, course_id)
    lessons = funnel.lessons or ()
    values = {
        "person": person,
        "funnel": funnel,
        "lessons": list(zip(lessons, lost_before(lessons), strict=True)),
        "most_lost": max(lost_before(lessons), default=0),
    }
    return render_template(request, "studio_course_numbers.html", values)


def draw_hours(seconds: Sequence[float]) -> Chart:
    """Return bars of hours watched, by day; of a long period by week."""
    hours = [each / 3600 for each in seconds]
    return draw_bars(hours if len(hours) <= MAX_BARS else sum_weeks(hours))


def lost_before(lessons: Sequence[analytics.Lesson]) -> list[int]:
    """Return for each lesson how many fewer students began it than the lesson before; 0 for the first."""
    began = [lesson.began for lesson in lessons]
    return [0, *[max(0, before - now) for before, now in pairwise(began)]][: len(began)]


def shade(week: analytics.Week) -> int:
    """Return how dark a cell is: 0 for none of its students, `SHADES` for all."""
    return -(-SHADES * (week.active or 0) // week.students)
