"""Serve the pictures of a video to those who see it: its poster, and the sheets of its storyboard."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from chronos import videos
from chronos.model import VideoId
from chronos.web.authenticate import ProgramOrBrowser, Running
from chronos.web.serve_captions import WebVTT
from chronos.web.serve_picture import serve_picture

router = APIRouter(prefix="/videos/{video_id}")


@router.api_route("/poster", methods=["GET", "HEAD"])
async def poster(video_id: UUID, request: Request, app: Running, actor: ProgramOrBrowser) -> Response:
    """Serve the poster."""
    async with app.db.acting_as(actor) as tx:
        video = await videos.get_video(tx, VideoId(video_id))
    if video.poster is None:
        raise videos.no_picture()
    return await serve_picture(request, app, video.poster)


@router.get("/storyboard.vtt")
async def storyboard(video_id: UUID, app: Running, actor: ProgramOrBrowser) -> Response:
    """Serve the list of small pictures, with the second and the place of each."""
    async with app.db.acting_as(actor) as tx:
        found = await videos.get_storyboard(tx, VideoId(video_id))
    return WebVTT(found.to_vtt())


@router.api_route("/storyboard/{number}.webp", methods=["GET", "HEAD"])
async def sheet(
    video_id: UUID, number: Annotated[int, Path(ge=0, le=9)], request: Request, app: Running, actor: ProgramOrBrowser
) -> Response:
    """Serve one sheet of small pictures."""
    async with app.db.acting_as(actor) as tx:
        found = await videos.get_storyboard(tx, VideoId(video_id))
    return await serve_picture(request, app, found.sheet(number))
