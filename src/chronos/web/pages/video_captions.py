"""Replace a video's captions from its page."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from chronos import videos
from chronos.errors import Invalid
from chronos.model import VideoId
from chronos.storage import Access, own_folder
from chronos.videos import MAX_CAPTIONS_BYTES, CaptionFile
from chronos.web.authenticate import BrowserEditor, Running
from chronos.web.body_writer import BodyWriter
from chronos.web.multipart import Part, read_form
from chronos.web.receive_form import MAX_FIELD_BYTES

router = APIRouter()


@router.post("/videos/{video_id}/captions")
async def replace_captions(video_id: UUID, request: Request, app: Running, actor: BrowserEditor) -> Response:
    """Take the form's captions, then show the video."""
    videos.require_creator(actor)
    async with own_folder(app.settings.home) as folder:

        def open_file(part: Part, before: Sequence[Part]) -> BodyWriter | None:
            is_first = part.name == "captions" and all(other.name != "captions" for other in before)
            return BodyWriter(folder / "captions", MAX_CAPTIONS_BYTES) if is_first else None

        parts = {part.name: part for part in await read_form(request, open_file, max_field_bytes=MAX_FIELD_BYTES)}
        received = parts.get("captions", Part()).file
        if received is None or not received.size_bytes:
            raise Invalid("Choose a caption file first.", code="form_invalid")
        encoding = parts.get("captions_encoding", Part()).text or None
        file = CaptionFile(received.path, encoding)
        await videos.replace_captions(Access(app.db, app.objects, actor), VideoId(video_id), file)
    return RedirectResponse(f"/videos/{video_id}", 303)
