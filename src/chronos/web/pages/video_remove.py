"""Remove a video from its page."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chronos import videos
from chronos.model import VideoId
from chronos.storage import Access
from chronos.web.authenticate import BrowserEditor, Running

router = APIRouter()


@router.post("/videos/{video_id}/remove")
async def remove_video(video_id: UUID, app: Running, actor: BrowserEditor) -> Response:
    """Delete the video for good, then show the library."""
    await videos.remove_video(Access(app.db, app.objects, actor), VideoId(video_id))
    return RedirectResponse("/", 303)
