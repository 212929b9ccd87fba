"""Usage in the studio: what is used of each limit of the plan, until when, and what days cost."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronos.analytics import get_usage_by_day, require_creator
from chronos.usage import get_usage
from chronos.web.api.analytics_form import csv_response
from chronos.web.authenticate import Browser, Running
from chronos.web.draw_chart import draw_bars, sum_weeks
from chronos.web.pages.studio.analytics_show import MAX_BARS
from chronos.web.pages.studio.meter_view import view_meters
from chronos.web.pages.studio.period_choice import MONTH, PERIODS, ChosenDays, chosen_period
from chronos.web.pages.studio.studio_page import staff_person
from chronos.web.render_template import render_template

router = APIRouter(prefix="/usage")


@router.get("")
async def show_usage(request: Request, app: Running, actor: Browser, days: ChosenDays = MONTH) -> Response:
    """Show the limits of the plan, and a period by day."""
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        usage = await get_usage(tx)
        period = await chosen_period(tx, actor, days)
        found = (await get_usage_by_day(tx, period)).days
    costs = [float(day.cost_usd) for day in found]
    minutes = [day.transcription_seconds / 60 for day in found]
    is_by_week = len(found) > MAX_BARS
    values = {
        "person": person,
        "chosen": days,
        "periods_offered": PERIODS,
        "meters": view_meters(usage.meters, period.time_zone),
        "days": found,
        "is_by_week": is_by_week,
        "costs": draw_bars(sum_weeks(costs) if is_by_week else costs),
        "minutes": draw_bars(sum_weeks(minutes) if is_by_week else minutes),
        "total_usd": sum(day.cost_usd for day in found),
        "total_minutes": sum(minutes),
        "total_questions": sum(day.questions for day in found),
        "total_videos": sum(day.videos_added for day in found),
    }
    return render_template(request, "studio_usage.html", values)


@router.get("/days.csv")
async def save_usage_days(app: Running, actor: Browser, days: ChosenDays = MONTH) -> Response:
    """Return the days of a period as CSV."""
    require_creator(actor)
    async with app.db.acting_as(actor) as tx:
        found = await get_usage_by_day(tx, await chosen_period(tx, actor, days))
    return csv_response("usage", found.table())
