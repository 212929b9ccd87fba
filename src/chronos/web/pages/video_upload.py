"""Upload a video by a plain form, without the page's script."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from chronos import videos
from chronos.errors import NotAllowed
from chronos.web.authenticate import Browser, Running
from chronos.web.receive_form import received

router = APIRouter()


@router.post("/videos")
async def upload_video(request: Request, app: Running, actor: Browser) -> Response:
    """Add the form's file, then return to the library."""
    if actor.creator_id is None:  # refused before the body of up to 500 MB is read
        raise NotAllowed("Only a creator can add videos.", code="creators_only")
    async with received(request, app.settings.home) as form:
        await videos.add_file(
            app.db,
            app.objects,
            actor,
            form.file,
            title=form.title,
            file_name=form.file_name,
            language=form.language,
            captions=form.captions,
        )
    return RedirectResponse("/", 303)
