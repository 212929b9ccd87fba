"""The library: what is there, how far it is, and a box that asks all of it."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from chronos import videos
from chronos.app import App
from chronos.errors import NotAllowed
from chronos.model import Actor, VideoId
from chronos.web.asker import Browser, Running
from chronos.web.pages.looks import ShownAnswer, older_address, see_person, show_videos
from chronos.web.receive_form import received
from chronos.web.render import render

router = APIRouter()


@router.get("/")
async def library(app: Running, actor: Browser, cursor: UUID | None = None) -> Response:
    """The first page, or the one after `cursor`."""
    return await library_page(app, actor, cursor=VideoId(cursor) if cursor is not None else None)


@router.post("/videos")
async def upload(request: Request, app: Running, actor: Browser) -> Response:
    """Add the file of the form, and back to the library."""
    if actor.creator_id is None:  # said before half a gigabyte was sent for nothing
        raise NotAllowed("Only a creator can add videos.", code="creators_only")
    async with received(request, app.settings.home) as form:
        await videos.add_file(
            app.db,
            app.objects,
            actor,
            form.file,
            title=form.title,
            file_name=form.file_name,
            language=form.language,
            captions=form.captions,
        )
    return RedirectResponse("/", 303)


async def library_page(
    app: App, actor: Actor, *, cursor: VideoId | None = None, shown: ShownAnswer | None = None
) -> Response:
    """The library with an answer, if something was asked."""
    async with app.db.acting_as(actor) as tx:
        person = await see_person(tx, actor)
        page = await videos.list_videos(tx, cursor=cursor)
    values = {
        "person": person,
        "videos": show_videos(page.videos),
        "older": older_address(page.next_cursor),
        "is_first": cursor is None,
        "shown": shown,
        "page_video": None,
        "max_upload_bytes": videos.MAX_FILE_BYTES,
    }
    return render("library.html", values)
