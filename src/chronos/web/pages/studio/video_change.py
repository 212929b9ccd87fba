"""Change a video from its page in the studio: words, visibility, poster, captions; retry it."""

from collections.abc import Awaitable, Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chronos import videos
from chronos.app import App
from chronos.errors import Conflict, Invalid, OverLimit
from chronos.model import Actor, VideoId
from chronos.videos import Change
from chronos.web.authenticate import BrowserEditor, Running
from chronos.web.pages import video_captions, video_poster
from chronos.web.pages.studio.studio_page import refusal_of, show_again
from chronos.web.pages.studio.video_list import VIDEOS, VISIBILITIES, Visibility
from chronos.web.pages.studio.video_show import studio_video_page

router = APIRouter(prefix="/videos/{video_id}")


@router.post("/details")
async def change_details(
    video_id: UUID,
    request: Request,
    app: Running,
    actor: BrowserEditor,
    title: Annotated[str, Form()] = "",
    description: Annotated[str, Form(max_length=10_000)] = "",
) -> Response:
    """Change title and description."""

    async def act() -> None:
        async with app.db.acting_as(actor) as tx:
            await videos.change_video(tx, actor, VideoId(video_id), Change(title=title, description=description))

    typed = {"title": title, "description": description}
    return await _change(request, app, actor, VideoId(video_id), act(), note="saved", form="details", typed=typed)


@router.post("/visibility")
async def change_visibility(
    video_id: UUID, request: Request, app: Running, actor: BrowserEditor, visibility: Annotated[Visibility, Form()]
) -> Response:
    """Change which students see it."""

    async def act() -> None:
        async with app.db.acting_as(actor) as tx:
            await videos.change_video(tx, actor, VideoId(video_id), VISIBILITIES[visibility])

    return await _change(request, app, actor, VideoId(video_id), act(), note="visibility_changed")


@router.post("/poster")
async def change_poster(video_id: UUID, request: Request, app: Running, actor: BrowserEditor) -> Response:
    """Take the form's image or second."""
    act = video_poster.change_poster(video_id, request, app, actor)
    return await _change(request, app, actor, VideoId(video_id), act, note="poster_changed")


@router.post("/captions")
async def replace_captions(video_id: UUID, request: Request, app: Running, actor: BrowserEditor) -> Response:
    """Take the form's captions."""
    act = video_captions.replace_captions(video_id, request, app, actor)
    return await _change(request, app, actor, VideoId(video_id), act, note="captions_replaced")


@router.post("/retry")
async def retry_video(video_id: UUID, request: Request, app: Running, actor: BrowserEditor) -> Response:
    """Repeat the step at which it failed."""

    async def act() -> None:
        async with app.db.acting_as(actor) as tx:
            await videos.retry_video(tx, VideoId(video_id))

    return await _change(request, app, actor, VideoId(video_id), act(), note="video_retried")


async def _change(
    request: Request,
    app: App,
    actor: Actor,
    video_id: VideoId,
    act: Awaitable[object],
    *,
    note: str,
    form: str = "",
    typed: Mapping[str, str] | None = None,
) -> Response:
    """Do `act`, then show the video with `note`, or with the reason of a refusal and what was typed."""
    try:
        await act
    except (Conflict, Invalid, OverLimit) as error:
        return await studio_video_page(request, app, actor, video_id, refusal=refusal_of(error, form, typed))
    return show_again(f"{VIDEOS}/{video_id}", note)
