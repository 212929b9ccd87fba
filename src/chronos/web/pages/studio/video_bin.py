"""The bin of videos: put one into it, restore it, or remove it for good."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from chronos import videos
from chronos.app import App
from chronos.errors import Conflict, OverLimit
from chronos.model import Actor, VideoId
from chronos.storage import Access
from chronos.web.authenticate import Browser, BrowserEditor, Running
from chronos.web.pages.studio.studio_page import (
    NOTHING_REFUSED,
    Refusal,
    refusal_of,
    show_again,
    staff_person,
    word_note,
)
from chronos.web.pages.studio.video_list import VIDEOS
from chronos.web.render_template import render_template

BIN = f"{VIDEOS}/bin"

router = APIRouter(prefix="/videos")


@router.get("/bin")
async def show_bin(
    request: Request, app: Running, actor: Browser, note: Annotated[str | None, Query()] = None
) -> Response:
    """List what lies in the bin, the latest first."""
    return await _bin_page(request, app, actor, note=word_note(note))


@router.post("/{video_id}/bin")
async def bin_video(video_id: UUID, app: Running, actor: BrowserEditor) -> Response:
    """Put a video into the bin, then show the list with a way back."""
    async with app.db.acting_as(actor) as tx:
        await videos.bin_video(tx, actor, VideoId(video_id))
    return show_again(VIDEOS, "video_binned", undo=video_id)


@router.post("/{video_id}/restore")
async def restore_video(video_id: UUID, request: Request, app: Running, actor: BrowserEditor) -> Response:
    """Take a video out of the bin, then show it."""
    try:
        async with app.db.acting_as(actor) as tx:
            await videos.restore_video(tx, actor, VideoId(video_id))
    except (Conflict, OverLimit) as error:
        return await _bin_page(request, app, actor, refusal=refusal_of(error))
    return show_again(f"{VIDEOS}/{video_id}", "video_restored")


@router.post("/{video_id}/remove")
async def remove_video(video_id: UUID, app: Running, actor: BrowserEditor) -> Response:
    """Delete a video for good, then show the bin."""
    await videos.remove_video(Access(app.db, app.objects, actor), VideoId(video_id))
    return show_again(BIN, "video_removed")


async def _bin_page(
    request: Request, app: App, actor: Actor, *, note: str | None = None, refusal: Refusal = NOTHING_REFUSED
) -> Response:
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        binned = await videos.list_bin(tx, actor)
    values = {
        "person": person,
        "binned": binned,
        "days": videos.BIN_DAYS,
        "note": note,
        "refusal": refusal,
    }
    return render_template(request, "studio_bin.html", values, status=refusal.status)
