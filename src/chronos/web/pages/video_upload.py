"""Upload a video by a plain form, without the page's script."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from chronos import videos
from chronos.storage import Access
from chronos.web.authenticate import Browser, Running
from chronos.web.receive_form import received_form

router = APIRouter()


@router.post("/videos")
async def upload_video(request: Request, app: Running, actor: Browser) -> Response:
    """Add the form's file, then return to the library, which says what of the form was not applied."""
    videos.require_creator(actor)  # before the body of up to 500 MB is read
    async with received_form(request, app.settings.home) as form:
        added = await videos.add_file(Access(app.db, app.objects, actor), form.file, form.details)
    note = urlencode({"not_applied": list(added.not_applied)}, doseq=True)
    return RedirectResponse(f"/?{note}" if note else "/", 303)
