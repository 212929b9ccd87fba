"""Serve what the player of an embed loads: the file in ranges, captions and the poster."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from chronos import videos
from chronos.model import VideoId
from chronos.storage import VIDEOS, get_object
from chronos.web.authenticate import Running
from chronos.web.pages.embed_visit import EmbedRoute, open_file
from chronos.web.serve_captions import serve_captions
from chronos.web.serve_object import may_still_read, serve_object
from chronos.web.serve_picture import serve_picture

Token = Annotated[str | None, Query(max_length=1000)]

router = APIRouter(prefix="/embed/files/{video_id}", route_class=EmbedRoute)


@router.api_route("/media", methods=["GET", "HEAD"])
async def media(video_id: UUID, request: Request, app: Running, token: Token = None) -> Response:
    """Serve the file as it was added: whole, or the requested range (RFC 9110 §14), while the embed exists."""
    actor = await open_file(app, token, video_id)
    async with app.db.acting_as(actor) as tx:
        source = await videos.get_source(tx, VideoId(video_id))
        info = await get_object(tx, VIDEOS, source.name)
    return await serve_object(request, app, info, still_allowed=may_still_read(app, actor, info))


@router.get("/captions.vtt")
async def captions(video_id: UUID, app: Running, token: Token = None) -> Response:
    """Serve the captions."""
    return await serve_captions(app, await open_file(app, token, video_id), VideoId(video_id))


@router.api_route("/poster", methods=["GET", "HEAD"])
async def poster(video_id: UUID, request: Request, app: Running, token: Token = None) -> Response:
    """Serve the poster."""
    actor = await open_file(app, token, video_id)
    async with app.db.acting_as(actor) as tx:
        video = await videos.get_video(tx, VideoId(video_id))
    if video.poster is None:
        raise videos.no_picture()
    return await serve_picture(request, app, video.poster)
