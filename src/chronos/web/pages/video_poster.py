"""Change a video's poster from its page."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from chronos import videos
from chronos.model import VideoId
from chronos.storage import Access
from chronos.web.authenticate import BrowserEditor, Running
from chronos.web.receive_poster import received_poster

router = APIRouter()


@router.post("/videos/{video_id}/poster")
async def change_poster(video_id: UUID, request: Request, app: Running, actor: BrowserEditor) -> Response:
    """Take the form's image or second, then show the video."""
    videos.require_creator(actor)
    async with received_poster(request, app.settings.home) as choice:
        await videos.change_poster(Access(app.db, app.objects, actor), VideoId(video_id), choice)
    return RedirectResponse(f"/videos/{video_id}", 303)
