"""Retry a failed video from its page."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chronos import videos
from chronos.model import VideoId
from chronos.web.authenticate import BrowserEditor, Running

router = APIRouter()


@router.post("/videos/{video_id}/retry")
async def retry_video(video_id: UUID, app: Running, actor: BrowserEditor) -> Response:
    """Process a failed video again, then show it."""
    async with app.db.acting_as(actor) as tx:
        await videos.retry_video(tx, VideoId(video_id))
    return RedirectResponse(f"/videos/{video_id}", 303)
