"""The first page of the studio: what needs its reader, and the last 28 days."""

from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronos import analytics, videos
from chronos.usage import get_usage
from chronos.web.authenticate import Browser, Running
from chronos.web.draw_chart import draw_bars, draw_counts
from chronos.web.pages.studio.meter_view import near_limits, view_meters
from chronos.web.pages.studio.studio_page import staff_person
from chronos.web.render_template import render_template

DAYS = 28
MAX_SHOWN = 5
router = APIRouter()


@router.get("/studio")
async def show_overview(request: Request, app: Running, actor: Browser) -> Response:
    """Show failed videos, gaps of the week, limits that are near, viewers and watch time by day, what happened last."""
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        failed = await videos.list_videos(tx, status="failed", limit=MAX_SHOWN)
        some = await videos.list_videos(tx, limit=1)
        last = (await analytics.read_period(tx, actor)).last
        period = await analytics.read_period(tx, actor, last - timedelta(days=DAYS - 1), last)
        overview = await analytics.get_overview(tx, period)
        usage = await get_usage(tx)
        lately = await analytics.list_events(tx)
    gaps = await analytics.get_questions(app.db, actor, (last - timedelta(days=6), last), gaps=True)
    days = overview.days or ()
    values = {
        "person": person,
        "failed": failed.videos,
        "gaps": list(gaps.groups or ())[:MAX_SHOWN],
        "is_empty": not some.videos,
        "meters": near_limits(usage.meters),
        "plan": view_meters(usage.meters, period.time_zone),
        "overview": overview,
        "lately": lately,
        "days": days,
        "viewers": draw_counts([day.viewers or 0 for day in days]),
        "watched": draw_bars([(day.watch_seconds or 0) / 3600 for day in days]),
    }
    return render_template(request, "studio_overview.html", values)
