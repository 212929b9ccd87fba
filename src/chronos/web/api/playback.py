"""A link to play a video by, for players that send neither token nor cookie."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from chronos import videos
from chronos.model import VideoId
from chronos.storage import VIDEOS, get_object
from chronos.web.api.problems import problems
from chronos.web.authenticate import Program, Running
from chronos.web.storage_api.errors import PREFIX
from chronos.web.storage_api.sign_link import signed_path

router = APIRouter(prefix="/videos/{video_id}", tags=["videos"])

DEFAULT_SECONDS = 4 * 3600
MIN_SECONDS, MAX_SECONDS = 60, 24 * 3600


class Playback(BaseModel):
    """Where a player finds the video until `expires_at`, and only for as long as the token's owner may see it."""

    url: str = Field(description="The file; it takes HTTP ranges and needs no token besides.")
    captions_url: str = Field(description="Its captions (WebVTT), by a link of the same kind.")
    expires_at: datetime
    content_type: str
    duration_seconds: float | None


@router.get("/playback", operation_id="get_playback", summary="A link to play a video by", responses=problems(404, 409))
async def get_playback(
    video_id: UUID,
    app: Running,
    actor: Program,
    expires_in: Annotated[
        int, Query(ge=MIN_SECONDS, le=MAX_SECONDS, description="Seconds that the link holds.")
    ] = DEFAULT_SECONDS,
) -> Playback:
    """It is bound to whoever asks: it ends with their access, and it is for nobody else to be given."""
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
