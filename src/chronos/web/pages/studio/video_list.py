"""The videos of the studio: list and filter them, change the visibility of many, add one by a form or an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from chronos import courses, videos
from chronos.app import App
from chronos.errors import Conflict, Invalid
from chronos.model import Actor, VideoId
from chronos.storage import Access
from chronos.videos import Change
from chronos.web.authenticate import Browser, BrowserEditor, Running
from chronos.web.pages.studio.studio_page import (
    NOTHING_REFUSED,
    Refusal,
    Undo,
    refusal_of,
    show_again,
    staff_person,
    word_note,
)
from chronos.web.pages.video_view import VideoView, view_videos
from chronos.web.receive_form import received_form
from chronos.web.render_template import render_template
from chronos.web.words import translatable

VIDEOS = "/studio/videos"
MAX_CHOSEN = 100
PAGE = 50
STATUSES = {
    "completed": translatable("Ready"),
    "failed": translatable("Failed"),
    "pending": translatable("Waiting"),
    "transcribing": translatable("Transcribing"),
}
VISIBILITIES = {
    "library": Change(is_published=True, is_in_library=True),
    "courses": Change(is_published=True, is_in_library=False),
    "hidden": Change(is_published=False),
}
Visibility = Literal["library", "courses", "hidden"]

router = APIRouter(prefix="/videos")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which videos are listed."""

    status: str | None = None
    query: str = ""
    cursor: VideoId | None = None


@router.get("")
async def show_videos(
    request: Request,
    app: Running,
    actor: Browser,
    status: str = "",
    q: str = "",
    cursor: UUID | None = None,
    note: Annotated[str | None, Query()] = None,
    undo: UUID | None = None,
) -> Response:
    """List videos, newest first: those with this status, with these words in their title.

    `undo`: the one that was just put into the bin.
    """
    wanted = Filter(status if status in STATUSES else None, q.strip(), VideoId(cursor) if cursor is not None else None)
    back = Undo(f"{VIDEOS}/{undo}/restore") if undo is not None else None
    return await _list_page(request, app, actor, wanted, note=word_note(note), undo=back)


@router.post("")
async def upload_video(request: Request, app: Running, actor: BrowserEditor) -> Response:
    """Add the form's file, then show its page. With scripts, files are sent in pieces instead."""
    videos.require_creator(actor)  # before the body of up to 500 MB is read
    async with received_form(request, app.settings.home) as form:
        added = await videos.add_file(Access(app.db, app.objects, actor), form.file, form.details)
    return show_again(f"{VIDEOS}/{added.video_id}", "video_added" if added.is_new else "video_known")


@router.post("/address")
async def import_video(
    request: Request,
    app: Running,
    actor: BrowserEditor,
    url: Annotated[str, Form(max_length=videos.MAX_URL_CHARACTERS)] = "",
    title: Annotated[str, Form()] = "",
) -> Response:
    """Add the video of an address; it is downloaded in the background."""
    try:
        added = await videos.import_video(app.db, actor, app.fetcher, url.strip(), title=title.strip() or None)
    except (Conflict, Invalid) as error:
        refusal = refusal_of(error, "address", {"url": url, "title": title})
        return await _list_page(request, app, actor, Filter(), refusal=refusal)
    return show_again(f"{VIDEOS}/{added}", "video_coming")


@router.post("/visibility")
async def change_visibility(
    request: Request,
    app: Running,
    actor: BrowserEditor,
    visibility: Annotated[Visibility, Form()],
    video: Annotated[list[UUID] | None, Form(max_length=MAX_CHOSEN)] = None,
) -> Response:
    """Change which students see the chosen videos: all of them or, if one is gone, none."""
    if not video:
        wrong = Invalid("Choose one or more videos first.", code="request_invalid")
        return await _list_page(request, app, actor, Filter(), refusal=refusal_of(wrong))
    async with app.db.acting_as(actor) as tx:
        for each in video:
            await videos.change_video(tx, actor, VideoId(each), VISIBILITIES[visibility])
    return show_again(VIDEOS, "visibility_changed")


async def _list_page(
    request: Request,
    app: App,
    actor: Actor,
    wanted: Filter,
    *,
    note: str | None = None,
    undo: Undo | None = None,
    refusal: Refusal = NOTHING_REFUSED,
) -> Response:
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        page = await videos.list_videos(tx, status=wanted.status, text=wanted.query, cursor=wanted.cursor, limit=PAGE)
        named = await courses.list_courses_of(tx, [video.id for video in page.videos])
    values = {
        "person": person,
        "rows": _rows(view_videos(page.videos), named),
        "wanted": wanted,
        "statuses": STATUSES,
        "older": _older(wanted, page.next_cursor),
        "max_upload_bytes": videos.MAX_FILE_BYTES,
        "note": note,
        "undo": undo,
        "refusal": refusal,
    }
    return render_template(request, "studio_videos.html", values, status=refusal.status)


def _rows(
    views: list[VideoView], named: Mapping[VideoId, list[courses.NamedCourse]]
) -> list[tuple[VideoView, list[courses.NamedCourse]]]:
    return [(view, named.get(view.video.id, [])) for view in views]


def _older(wanted: Filter, cursor: VideoId | None) -> str | None:
    if cursor is None:
        return None
    kept = {"status": wanted.status, "q": wanted.query, "cursor": cursor}
    return f"{VIDEOS}?{urlencode({name: value for name, value in kept.items() if value})}"
