"""Show a video or a course in a frame of another site: the player, a box to ask, or both."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from chronos import courses, members, videos
from chronos.app import App
from chronos.courses import Lesson
from chronos.db import Tx
from chronos.errors import NotFound
from chronos.model import VideoId
from chronos.videos import Video
from chronos.web.authenticate import Running
from chronos.web.brand_view import BrandView, view_brand
from chronos.web.pages.answer_view import AnswerView
from chronos.web.pages.embed_visit import Asked, EmbedRoute, EmbedView, OpenEmbed, Show, Theme, open_embed
from chronos.web.pages.oembed import oembed_address
from chronos.web.pages.own_show import SPEEDS
from chronos.web.pages.video_view import view_video
from chronos.web.render_template import render_template

Second = Annotated[float | None, Query(ge=0, le=1e6, allow_inf_nan=False)]
Token = Annotated[str | None, Query(max_length=1000)]

router = APIRouter(prefix="/embed", route_class=EmbedRoute)


@dataclass(frozen=True, slots=True)
class VisitorView:
    """A visitor as the player knows its people: none that signed in."""

    school: str
    brand: BrandView
    student_id: None = None


@router.get("/{video_id}")
async def show_video(
    video_id: UUID,
    request: Request,
    app: Running,
    show: Show = "both",
    t: Second = None,
    theme: Theme = "auto",
    token: Token = None,
) -> Response:
    """Show a video; `t` is the second at which it begins."""
    opened = await open_embed(request, app, token, video_id=video_id)
    return await embed_page(request, app, opened, Asked(show, t, theme))


@router.get("/course/{course_id}")
async def show_course(
    course_id: UUID,
    request: Request,
    app: Running,
    lesson: UUID | None = None,
    show: Show = "both",
    t: Second = None,
    theme: Theme = "auto",
    token: Token = None,
) -> Response:
    """Show a course: `lesson`, otherwise its first one."""
    opened = await open_embed(request, app, token, course_id=course_id)
    return await embed_page(request, app, opened, Asked(show, t, theme, lesson))


async def embed_page(
    request: Request, app: App, opened: OpenEmbed, asked: Asked, shown: AnswerView | None = None
) -> Response:
    """Return the page of an embed, with an answer when a question was asked."""
    async with app.db.acting_as(opened.actor) as tx:
        brand = await members.get_brand(tx)
        title, lessons = await _list_lessons(tx, opened)
        video = await videos.get_video(tx, _chosen(opened, asked, lessons))
        source = await videos.get_source(tx, video.id)
        has_transcript = bool(await videos.list_windows(tx, video.id))
    values = {
        "embed": EmbedView(opened, asked),
        "person": VisitorView(brand.school, view_brand(brand)),
        "page_video": view_video(video),
        "title": title or video.title,
        "lessons": lessons,
        "player": "audio" if source.content_type.startswith("audio/") else "video",
        "has_transcript": has_transcript,
        "play_seconds": asked.play_seconds,
        "oembed": oembed_address(app, opened.showing) if opened.showing.is_public else None,
        "shown": shown,
        **_still(video),
    }
    return await asyncio.to_thread(render_template, request, "embed.html", values)


def _still(video: Video) -> dict[str, Any]:
    """Return what the player knows of a student, and of a visitor does not."""
    return {"video": video, "speeds": SPEEDS, "resume_seconds": None, "preferences": {}, "place": None}


async def _list_lessons(tx: Tx, opened: OpenEmbed) -> tuple[str | None, Sequence[Lesson]]:
    if opened.showing.course_id is None:
        return None, ()
    course = await courses.get_course(tx, opened.showing.course_id)
    return course.summary.title, [lesson for module in course.modules for lesson in module.lessons]


def _chosen(opened: OpenEmbed, asked: Asked, lessons: Sequence[Lesson]) -> VideoId:
    """Return the video to show. Raises NotFound (`video_not_found`)."""
    if opened.showing.video_id is not None:
        return opened.showing.video_id
    found = [lesson.id for lesson in lessons if asked.lesson_id in (None, lesson.id)]
    if not found:
        raise NotFound("The course has no such lesson.", code="video_not_found")
    return found[0]
