"""What the player loads: the video's bytes in ranges, and its captions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from chronos import videos
from chronos.model import Actor, VideoId
from chronos.storage import VIDEOS, get_object
from chronos.videos.captions import cues_from_words, to_vtt
from chronos.web.asker import Credentials, Either, Running, either
from chronos.web.render import WebVTT
from chronos.web.serve_object import may_still_read, serve_object

router = APIRouter(prefix="/videos/{video_id}")


async def _reader_of_captions(
    video_id: UUID, request: Request, app: Running, credentials: Credentials, token: str | None = None
) -> Actor:
    """Who asks: whoever made the link that is followed, or else a program or a browser."""
    if token is not None:
        return app.links.verify("captions", token, VIDEOS, str(video_id)).actor
    return await either(request, app, credentials)


OfCaptions = Annotated[Actor, Depends(_reader_of_captions)]


@router.api_route("/media", methods=["GET", "HEAD"])
async def media(video_id: UUID, request: Request, app: Running, actor: Either) -> Response:
    """The file as it was added; whole, or the range that is asked for (RFC 9110 §14)."""
    async with app.db.acting_as(actor) as tx:
        source = await videos.get_source(tx, VideoId(video_id))
        info = await get_object(tx, VIDEOS, source.name)
    return await serve_object(request, app, info, still_allowed=may_still_read(app, actor, info))


@router.get("/captions.vtt")
async def captions(video_id: UUID, app: Running, actor: OfCaptions) -> Response:
    """What is said, for the player's own captions."""
    async with app.db.acting_as(actor) as tx:
        video = await videos.get_video(tx, VideoId(video_id))
        words = await videos.list_words(tx, video.id)
    return WebVTT(to_vtt(cues_from_words(words)))
