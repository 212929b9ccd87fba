"""The library."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from chronos import videos
from chronos.app import App
from chronos.errors import NotAllowed
from chronos.model import Actor, VideoId
from chronos.videos.import_url import import_video
from chronos.web.api.import_body import ImportBody, is_import, read_import
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body, Title
from chronos.web.authenticate import Program, Running
from chronos.web.receive_form import received
from chronos.web.urls import video_url

router = APIRouter(prefix="/videos", tags=["videos"])

Status = Literal["pending", "uploading", "transcribing", "processing", "embedding", "completed", "failed"]

UPLOAD_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "Video or sound, up to 500 MB."},
                        "title": {"type": "string", "description": "Default: the file's name."},
                        "language": {"type": "string", "description": "What is spoken, e.g. `en`; default: found out."},
                        "captions": {
                            "type": "string",
                            "format": "binary",
                            "description": "WebVTT or SRT; with it nothing is transcribed.",
                        },
                    },
                }
            },
            "application/json": {"schema": ImportBody.model_json_schema()},
        },
    }
}


class Video(BaseModel):
    """A video. `progress` is of the present step, 0 to 1; `url` is its page, `media_url` its file (HTTP ranges)."""

    id: UUID
    title: str
    description: str | None
    status: Status
    progress: float
    error_message: str | None
    duration_seconds: float | None
    file_size_bytes: int | None
    language: str | None
    is_published: bool
    created_at: datetime
    updated_at: datetime
    url: str
    media_url: str
    captions_url: str


class VideoChange(Body):
    """What is to be otherwise; what is not sent stays as it is."""

    title: Title | None = None
    description: Annotated[str, Field(max_length=10_000, pattern=r"^[^\x00]*$")] | None = None
    is_published: bool | None = None


class Step(BaseModel):
    """One change of status."""

    from_status: Status | None
    to_status: Status
    reason: str | None
    changed_at: datetime


class VideoWithHistory(Video):
    """A video and every step that it took, oldest first; a student sees no steps."""

    history: list[Step]


class VideoPage(BaseModel):
    """Videos, newest first."""

    items: list[Video]
    next_cursor: UUID | None


@router.get("", operation_id="list_videos", summary="List videos", responses=problems(404))
async def list_videos(
    app: Running,
    actor: Program,
    status: Status | None = None,
    cursor: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> VideoPage:
    """Newest first. A student sees what is completed and published."""
    after = VideoId(cursor) if cursor is not None else None
    async with app.db.acting_as(actor) as tx:
        page = await videos.list_videos(tx, status=status, cursor=after, limit=limit)
    items = [Video(**_fields(video, app.settings.public_url)) for video in page.videos]
    return VideoPage(items=items, next_cursor=page.next_cursor)


@router.post(
    "",
    operation_id="add_video",
    summary="Add a video",
    status_code=201,
    responses={
        200: {"model": Video, "description": "The library has this file already."},
        202: {"model": Video, "description": "Its file is fetched from its address; `status` tells how far that is."},
        **problems(400, 409, 413, 415),
    },
    openapi_extra=UPLOAD_FORM,
)
async def add_video(request: Request, app: Running, actor: Program, response: Response) -> Video:
    """Upload a file, or say where one is to be fetched; it is worked on at once, and `status` tells how far that is."""
    if actor.creator_id is None:  # said before half a gigabyte was sent for nothing
        raise NotAllowed("Only a creator can add videos.", code="creators_only")
    if is_import(request):
        wanted = await read_import(request)
        video_id = await import_video(app.db, actor, app.fetcher, **wanted.model_dump())
        return await _added(app, actor, video_id, response, 202)
    async with received(request, app.settings.home) as upload:
        added = await videos.add_file(
            app.db,
            app.objects,
            actor,
            upload.file,
            title=upload.title,
            file_name=upload.file_name,
            language=upload.language,
            captions=upload.captions,
        )
    return await _added(app, actor, added.video_id, response, 201 if added.is_new else 200)


@router.get("/{video_id}", operation_id="get_video", summary="One video", responses=problems(404))
async def get_video(video_id: UUID, app: Running, actor: Program) -> VideoWithHistory:
    """With its history for its creator."""
    async with app.db.acting_as(actor) as tx:
        video = await videos.get_video(tx, VideoId(video_id))
        history = await videos.list_history(tx, video.id)
    return VideoWithHistory(
        **_fields(video, app.settings.public_url),
        history=[Step.model_validate(step, from_attributes=True) for step in history],
    )


@router.patch("/{video_id}", operation_id="change_video", summary="Change a video", responses=problems(400, 404, 413))
async def change_video(video_id: UUID, body: VideoChange, app: Running, actor: Program) -> Video:
    """Title, description, or whether students see it. Search knows it by another title within the hour."""
    async with app.db.acting_as(actor) as tx:
        video = await videos.change_video(tx, actor, VideoId(video_id), videos.Change(**body.model_dump()))
    return Video(**_fields(video, app.settings.public_url))


@router.post(
    "/{video_id}/retry", operation_id="retry_video", summary="Try a failed video again", responses=problems(404, 409)
)
async def retry_video(video_id: UUID, app: Running, actor: Program) -> Video:
    """It goes on from the step that failed."""
    async with app.db.acting_as(actor) as tx:
        video = await videos.retry_video(tx, VideoId(video_id))
    return Video(**_fields(video, app.settings.public_url))


async def _added(app: App, actor: Actor, video_id: VideoId, response: Response, status: int) -> Video:
    async with app.db.acting_as(actor) as tx:
        video = await videos.get_video(tx, video_id)
    response.status_code = status
    response.headers["Location"] = f"/api/v1/videos/{video.id}"
    return Video(**_fields(video, app.settings.public_url))


def _fields(video: videos.Video, public_url: str) -> dict[str, Any]:
    page = video_url(public_url, video.id)
    return {
        "id": video.id,
        "title": video.title,
        "description": video.description,
        "status": video.status,
        "progress": video.progress,
        "error_message": video.error_message,
        "duration_seconds": video.duration_seconds,
        "file_size_bytes": video.file_size_bytes,
        "language": video.transcript_language,
        "is_published": video.is_published,
        "created_at": video.created_at,
        "updated_at": video.updated_at,
        "url": page,
        "media_url": f"{page}/media",
        "captions_url": f"{public_url.rstrip('/')}/api/v1/videos/{video.id}/captions.vtt",
    }
