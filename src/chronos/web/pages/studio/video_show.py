"""A video in the studio: what it is, how it came, and forms to change it."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronos import analytics, courses, videos
from chronos.app import App
from chronos.db import Tx
from chronos.errors import Conflict, NotFound
from chronos.model import Actor, VideoId
from chronos.web.authenticate import Browser, Running
from chronos.web.estimate_video import estimate_video
from chronos.web.pages.studio.curve_view import CurveView, view_curve
from chronos.web.pages.studio.studio_page import NOTHING_REFUSED, Refusal, staff_person, word_note
from chronos.web.pages.video_view import view_step, view_video
from chronos.web.render_template import render_template

router = APIRouter(prefix="/videos/{video_id}")


@router.get("")
async def show_video(
    video_id: UUID, request: Request, app: Running, actor: Browser, note: str | None = None
) -> Response:
    """Show the video's page."""
    return await studio_video_page(request, app, actor, VideoId(video_id), note=word_note(note))


async def studio_video_page(
    request: Request,
    app: App,
    actor: Actor,
    video_id: VideoId,
    *,
    note: str | None = None,
    refusal: Refusal = NOTHING_REFUSED,
) -> Response:
    """Return the page, with the sentence of a form that was refused and what was typed into it."""
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        video = await videos.get_video(tx, video_id)
        history = await videos.list_history(tx, video_id)
        named = await courses.list_courses_of(tx, [video_id])
        curve = await _curve(tx, video_id) if video.duration_seconds is not None else None
        estimate = await estimate_video(tx, app, actor, video_id)
        try:
            source = await videos.get_source(tx, video_id)
        except Conflict:  # it is still being downloaded
            source = None
    values = {
        "person": person,
        "shown_video": view_video(video),
        "history": [(view_step(step), step) for step in reversed(history)],
        "courses": named.get(video_id, []),
        "curve": curve,
        "estimate": estimate,
        "is_sound": source is not None and source.content_type.startswith("audio/"),
        "note": note,
        "refusal": refusal,
    }
    return render_template(request, "studio_video.html", values, status=refusal.status)


async def _curve(tx: Tx, video_id: VideoId) -> CurveView:
    try:
        storyboard = await videos.get_storyboard(tx, video_id)
    except NotFound:  # sound alone, or a film whose pictures are not taken yet
        storyboard = None
    return view_curve(await analytics.get_video_curve(tx, video_id), storyboard)
