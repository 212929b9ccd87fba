"""Put a video into the bin from its page."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from chronos import videos
from chronos.model import VideoId
from chronos.web.authenticate import BrowserEditor, Running
from chronos.web.pages.studio.studio_page import show_again
from chronos.web.pages.studio.video_list import VIDEOS

router = APIRouter()


@router.post("/videos/{video_id}/remove")
async def remove_video(video_id: UUID, app: Running, actor: BrowserEditor) -> Response:
    """Put the video into the bin, then show the list of the studio with a way back."""
    async with app.db.acting_as(actor) as tx:
        await videos.bin_video(tx, actor, VideoId(video_id))
    return show_again(VIDEOS, "video_binned", undo=video_id)
