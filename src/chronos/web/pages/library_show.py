"""Show the library: its videos with their progress, and a box for questions about all of them."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from chronos import videos
from chronos.app import App
from chronos.model import Actor, VideoId
from chronos.web.authenticate import Browser, Running
from chronos.web.estimate_video import estimate_video
from chronos.web.pages.answer_view import AnswerView
from chronos.web.pages.home_show import home_page
from chronos.web.pages.person_view import view_person
from chronos.web.pages.video_view import view_videos
from chronos.web.render_template import render_template

router = APIRouter()


@router.get("/")
async def show_first_page(
    request: Request,
    app: Running,
    actor: Browser,
    not_applied: Annotated[list[str] | None, Query()] = None,
    added: UUID | None = None,
) -> Response:
    """Show a student their home, staff the library.

    `not_applied`: choices for a file that was there. `added`: the video that was just uploaded, for its estimate.
    """
    if actor.creator_id is None:
        return await home_page(request, app, actor)
    choices = [choice for choice in videos.CHOICES if choice in (not_applied or ())]
    note = videos.word_not_applied(choices)
    notes = [f"The library has this file already. {note}"] if note is not None else []
    if added is not None:
        async with app.db.acting_as(actor) as tx:
            estimate = await estimate_video(tx, app, actor, VideoId(added))
        notes += [estimate.sentence] if estimate is not None and estimate.transcription_minutes else []
    return await library_page(request, app, actor, notes=notes)


@router.get("/videos")
async def show_library(request: Request, app: Running, actor: Browser, cursor: UUID | None = None) -> Response:
    """Show the newest videos, or those older than `cursor`."""
    return await library_page(request, app, actor, cursor=VideoId(cursor) if cursor is not None else None)


async def library_page(
    request: Request,
    app: App,
    actor: Actor,
    *,
    cursor: VideoId | None = None,
    shown: AnswerView | None = None,
    notes: Sequence[str] = (),
) -> Response:
    """Return the library's page, with an answer when a question was asked."""
    async with app.db.acting_as(actor) as tx:
        person = await view_person(tx, actor)
        page = await videos.list_videos(tx, cursor=cursor)
    values = {
        "person": person,
        "videos": view_videos(page.videos),
        "older": _older_address(page.next_cursor),
        "is_first": cursor is None,
        "shown": shown,
        "note": " ".join(notes),
        "page_video": None,
        "max_upload_bytes": videos.MAX_FILE_BYTES,
    }
    return render_template(request, "library.html", values)


def _older_address(next_cursor: VideoId | None) -> str | None:
    return f"/videos?{urlencode({'cursor': next_cursor})}" if next_cursor is not None else None
