"""Upload a video by a plain form, without the page's script."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from chronos import videos
from chronos.storage import Access
from chronos.web.authenticate import BrowserEditor, Running
from chronos.web.estimate_video import estimate_video
from chronos.web.receive_form import received_form

router = APIRouter()


@router.post("/videos")
async def upload_video(request: Request, app: Running, actor: BrowserEditor) -> Response:
    """Add the form's file, then return to the library, which tells its estimate and what was not applied."""
    videos.require_creator(actor)  # before the body of up to 500 MB is read
    async with received_form(request, app.settings.home) as form:
        added = await videos.add_file(Access(app.db, app.objects, actor), form.file, form.details)
    async with app.db.acting_as(actor) as tx:
        estimate = await estimate_video(tx, app, actor, added.video_id)
    is_transcribed = added.is_new and estimate is not None and estimate.transcription_minutes > 0
    told = {"not_applied": list(added.not_applied), "added": [added.video_id] if is_transcribed else []}
    note = urlencode(told, doseq=True)
    return RedirectResponse(f"/?{note}" if note else "/", 303)
