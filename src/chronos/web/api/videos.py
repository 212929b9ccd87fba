"""The library: list, add, get, change and retry videos."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field, StrictBool

from chronos import videos
from chronos.app import App
from chronos.model import Actor, VideoId
from chronos.storage import Access
from chronos.videos import video_url
from chronos.web.api.import_body import ImportBody
from chronos.web.api.json_body import is_json, read_json
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body, Cursor, PathVideoId, Title
from chronos.web.authenticate import Editor, Program, Running
from chronos.web.estimate_video import Estimate, estimate_video
from chronos.web.off_loop import OffLoopRoute
from chronos.web.receive_form import received_form
from chronos.web.serve_picture import poster_path
from chronos.web.word_fault import WITHOUT_NUL

router = APIRouter(prefix="/videos", tags=["videos"], route_class=OffLoopRoute)

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
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "Video or audio file, up to 500 MB.",
                        },
                        "title": {"type": "string", "description": "Default: the file's name."},
                        "language": {"type": "string", "description": "Spoken language, e.g. `en`; default: detected."},
                        "captions": {
                            "type": "string",
                            "format": "binary",
                            "description": "WebVTT or SRT captions, used instead of transcribing.",
                        },
                        "captions_encoding": {
                            "type": "string",
                            "description": "Encoding of the captions, e.g. `windows-1251`; default: detected.",
                        },
                        "audio_track": {
                            "type": "integer",
                            "minimum": 1,
                            "description": "Number of the audio track to transcribe, from 1; "
                            "default: the default track, or the first with speech when that has none.",
                        },
                    },
                }
            },
            "application/json": {"schema": ImportBody.model_json_schema()},
        },
    }
}


class Video(BaseModel):
    """A video. `progress` is that of the current status, 0 to 1; `media_url` serves its file in HTTP ranges."""

    id: UUID
    title: str
    description: str | None
    status: Status
    progress: float
    error_message: str | None
    duration_seconds: float | None
    file_size_bytes: int | None
    speech_covered: float | None = Field(
        description="Share of the speech that was understood, 0 to 1; null before transcription and with captions."
    )
    transcript_language: str | None
    languages: dict[str, float] = Field(
        description="Share of the spoken time in each language that was heard; empty before transcription and with "
        "captions."
    )
    is_published: bool
    is_in_library: bool = Field(description="False: students see it in courses alone.")
    created_at: datetime
    updated_at: datetime
    warnings: list[str] = Field(
        description="What the creator should know of how the file and its captions were read; for a student empty."
    )
    has_pending_captions: bool = Field(
        description="New captions are being prepared; until then search and answers use the earlier text. For a "
        "student false."
    )
    plays_in_browsers: bool | None = Field(
        description="Whether the present Chrome, Edge, Firefox and Safari play the file; null before it was read."
    )
    playback_problem: str | None = Field(
        description="Why not every browser plays the file, and what the caller can do; null where all do."
    )
    url: str
    media_url: str
    captions_url: str
    poster_url: str | None = Field(description="A picture of up to 1280×720; null for sound, and before it was taken.")
    storyboard_url: str | None = Field(
        description="WebVTT whose cues name parts of sheets of small pictures (`#xywh=`), as players show above their "
        "timeline; null without pictures."
    )

    @classmethod
    def of(cls, video: videos.Video, public_url: str, **more: Any) -> Self:
        """Present a video of the room, with the addresses of its page, its file and what belongs to it."""
        page = video_url(public_url, video.id)
        captions_url = f"{public_url.rstrip('/')}/api/v1/videos/{video.id}/captions.vtt"
        poster = poster_path(video)
        addresses = {
            "url": page,
            "media_url": f"{page}/media",
            "captions_url": captions_url,
            "poster_url": f"{public_url.rstrip('/')}{poster}" if poster is not None else None,
            "storyboard_url": f"{page}/storyboard.vtt" if video.has_storyboard else None,
        }
        return cls(**asdict(video), **addresses, **more)


class AddedVideo(Video):
    """A video that was added, or that the library has."""

    note: str | None = Field(
        description="What of your request was not applied, because the library has this file already; null otherwise."
    )
    estimate: Estimate | None = Field(
        description="What its transcription takes; null for an address, whose file is not here yet."
    )


class VideoChange(Body):
    """Fields to change; omitted fields keep their value."""

    title: Title | None = None
    description: Annotated[str, Field(max_length=10_000, pattern=WITHOUT_NUL)] | None = None
    is_published: StrictBool | None = None
    is_in_library: StrictBool | None = None


class Step(BaseModel):
    """One change of status."""

    from_status: Status | None
    to_status: Status
    reason: str | None
    changed_at: datetime


class VideoWithHistory(Video):
    """A video with its steps, oldest first; for a student `history` is empty."""

    history: list[Step]
    estimate: Estimate | None = Field(
        description="What the rest of its transcription takes; null for a student, and while the file is not here."
    )


class VideoPage(BaseModel):
    """Videos, newest first."""

    items: list[Video]
    next_cursor: UUID | None


@router.get("", operation_id="list_videos", summary="List videos", responses=problems(404))
async def list_videos(
    app: Running,
    actor: Program,
    status: Annotated[Status | None, Query(description="List videos with this status only.")] = None,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=100, description="Maximum number of videos.")] = 50,
) -> VideoPage:
    """List videos, newest first. A student sees completed, published videos only."""
    after = VideoId(cursor) if cursor is not None else None
    async with app.db.acting_as(actor) as tx:
        page = await videos.list_videos(tx, status=status, cursor=after, limit=limit)
    items = [Video.of(video, app.settings.public_url) for video in page.videos]
    return VideoPage(items=items, next_cursor=page.next_cursor)


@router.post(
    "",
    operation_id="add_video",
    summary="Add a video",
    status_code=201,
    responses={
        200: {"model": AddedVideo, "description": "The library already has this file; its video is returned."},
        202: {"model": AddedVideo, "description": "The file is being downloaded; `status` shows the progress."},
        **problems(400, 409, 413, 415),
    },
    openapi_extra=UPLOAD_FORM,
)
async def add_video(request: Request, app: Running, actor: Editor, response: Response) -> AddedVideo:
    """Upload a file, or send the address of one. Processing starts at once; `status` shows the progress."""
    videos.require_creator(actor)  # before a body of up to 500 MB is read
    if is_json(request):
        wanted = await read_json(request, ImportBody)
        video_id = await videos.import_video(app.db, actor, app.fetcher, **wanted.model_dump())
        return await _added(app, actor, video_id, response, 202)
    async with received_form(request, app.settings.home) as upload:
        added = await videos.add_file(Access(app.db, app.objects, actor), upload.file, upload.details)
    return await _added(app, actor, added.video_id, response, 201 if added.is_new else 200, added)


@router.get("/{video_id}", operation_id="get_video", summary="Get a video", responses=problems(404))
async def get_video(video_id: PathVideoId, app: Running, actor: Program) -> VideoWithHistory:
    """Return a video; its creator also gets its history."""
    async with app.db.acting_as(actor) as tx:
        video = await videos.get_video(tx, VideoId(video_id))
        history = await videos.list_history(tx, video.id)
        estimate = await estimate_video(tx, app, actor, video.id)
    steps = [asdict(step) for step in history]
    return VideoWithHistory.of(video, app.settings.public_url, history=steps, estimate=estimate)


@router.patch("/{video_id}", operation_id="change_video", summary="Change a video", responses=problems(400, 404, 413))
async def change_video(video_id: PathVideoId, body: VideoChange, app: Running, actor: Editor) -> Video:
    """Change title, description, or which students see it. Search uses a new title within the hour."""
    async with app.db.acting_as(actor) as tx:
        video = await videos.change_video(tx, actor, VideoId(video_id), videos.Change(**body.model_dump()))
    return Video.of(video, app.settings.public_url)


@router.post(
    "/{video_id}/retry", operation_id="retry_video", summary="Retry a failed video", responses=problems(404, 409)
)
async def retry_video(video_id: PathVideoId, app: Running, actor: Editor) -> Video:
    """Resume processing at the step that failed."""
    async with app.db.acting_as(actor) as tx:
        video = await videos.retry_video(tx, VideoId(video_id))
    return Video.of(video, app.settings.public_url)


async def _added(
    app: App, actor: Actor, video_id: VideoId, response: Response, status: int, added: videos.Added | None = None
) -> AddedVideo:
    async with app.db.acting_as(actor) as tx:
        video = await videos.get_video(tx, video_id)
        estimate = await estimate_video(tx, app, actor, video_id)
    response.status_code = status
    response.headers["Location"] = f"/api/v1/videos/{video.id}"
    note = added.note if added is not None else None
    return AddedVideo.of(video, app.settings.public_url, note=note, estimate=estimate)
