"""Sign links that play a video in players that send neither token nor cookie."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from chronos import videos
from chronos.model import VideoId
from chronos.storage import VIDEOS, get_object
from chronos.web.api.problems import problems
from chronos.web.api.shapes import PathVideoId
from chronos.web.authenticate import Program, Running
from chronos.web.storage_api.errors import PREFIX
from chronos.web.storage_api.sign_link import signed_path

router = APIRouter(prefix="/videos/{video_id}", tags=["videos"])

DEFAULT_SECONDS = 4 * 3600
MIN_SECONDS, MAX_SECONDS = 60, 24 * 3600


class Playback(BaseModel):
    """Signed links to a video's file and captions. They stop working when the caller's access ends."""

    url: str = Field(description="Link to the file; it supports HTTP ranges and needs no other token.")
    captions_url: str = Field(description="Signed link to the captions (WebVTT).")
    expires_at: datetime = Field(description="When both links stop working.")
    content_type: str
    duration_seconds: float | None


@router.get(
    "/playback", operation_id="get_playback", summary="Get a link that plays a video", responses=problems(404, 409)
)
async def get_playback(
    video_id: PathVideoId,
    app: Running,
    actor: Program,
    expires_in: Annotated[
        int, Query(ge=MIN_SECONDS, le=MAX_SECONDS, description="Seconds until the link expires.")
    ] = DEFAULT_SECONDS,
) -> Playback:
    """Return a signed link. It belongs to the caller and stops working when their access ends; do not share it."""
    async with app.db.acting_as(actor) as tx:
        video = await videos.get_video(tx, VideoId(video_id))
        source = await videos.get_source(tx, video.id)
        info = await get_object(tx, VIDEOS, source.name)
    file = app.links.sign("download", actor, VIDEOS, source.name, expires_in)
    captions = app.links.sign("captions", actor, VIDEOS, str(video.id), expires_in)
    base = app.settings.public_url.rstrip("/")
    return Playback(
        url=f"{base}{PREFIX.rstrip('/')}{signed_path(file, VIDEOS, source.name)}",
        captions_url=f"{base}/videos/{video.id}/captions.vtt?token={captions.token}",
        expires_at=file.expires_at,
        content_type=info.content_type,
        duration_seconds=video.duration_seconds,
    )
