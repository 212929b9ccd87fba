"""The poster of a video: a second of it, or an image."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field

from chronos import videos
from chronos.model import VideoId
from chronos.storage import Access
from chronos.videos import PosterChoice
from chronos.web.api.json_body import is_json, read_json
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body, PathVideoId
from chronos.web.api.videos import Video
from chronos.web.authenticate import Editor, Running
from chronos.web.receive_poster import received_poster


class PosterSecond(Body):
    """The second of the video whose picture becomes its poster."""

    at_seconds: Annotated[float, Field(strict=True, ge=0, le=86_400, allow_inf_nan=False)]


POSTER_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": PosterSecond.model_json_schema()},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "JPEG, PNG or WebP, up to 5 MB. It is drawn anew, up to 1280×720, without "
                            "the place and other data that a camera writes into it.",
                        }
                    },
                }
            },
        },
    }
}

router = APIRouter(prefix="/videos/{video_id}", tags=["videos"])


@router.put(
    "/poster",
    operation_id="change_poster",
    summary="Change the poster of a video",
    responses=problems(400, 404, 409, 413, 415),
    openapi_extra=POSTER_FORM,
)
async def change_poster(video_id: PathVideoId, request: Request, app: Running, actor: Editor) -> Video:
    """Show what the video shows at a second, or an image. It stays when the video's pictures are taken again."""
    videos.require_creator(actor)
    access = Access(app.db, app.objects, actor)
    if is_json(request):
        wanted = await read_json(request, PosterSecond)
        video = await videos.change_poster(access, VideoId(video_id), PosterChoice(at_seconds=wanted.at_seconds))
    else:
        async with received_poster(request, app.settings.home) as choice:
            video = await videos.change_poster(access, VideoId(video_id), choice)
    return Video.of(video, app.settings.public_url)
