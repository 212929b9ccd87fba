"""Remove a video: into the bin and back, or for good with a receipt of what was deleted."""

from datetime import datetime
from typing import Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chronos import videos
from chronos.model import VideoId
from chronos.storage import Access
from chronos.web.api.problems import problems
from chronos.web.api.shapes import PathVideoId
from chronos.web.api.videos import Video
from chronos.web.authenticate import Editor, Program, Running

router = APIRouter(prefix="/videos", tags=["videos"])


class RemovedObject(BaseModel):
    """A stored file that was deleted with its video."""

    bucket: str
    name: str
    size_bytes: int


class Receipt(BaseModel):
    """What was deleted for good. Objects in `waiting` are inaccessible; the next sweep deletes their bytes."""

    video_id: UUID
    title: str
    chunks: int
    sentences: int
    objects: list[RemovedObject]
    waiting: list[RemovedObject]
    captions: bool = Field(description="Whether the video had captions from its creator.")
    jobs: int = Field(description="Number of queued jobs that were deleted.")
    bytes_freed: int
    removed_at: datetime

    @classmethod
    def of(cls, receipt: videos.Receipt) -> Self:
        """Present a receipt of the videos room."""
        return cls.model_validate(receipt, from_attributes=True)


class BinnedVideo(BaseModel):
    """A video in the bin: no one finds or plays it; its files still count."""

    id: UUID
    title: str
    duration_seconds: float | None
    file_size_bytes: int | None
    binned_at: datetime
    ends_at: datetime = Field(description="From when on it is removed for good.")

    @classmethod
    def of(cls, binned: videos.BinnedVideo) -> Self:
        """Present a video in the bin."""
        return cls.model_validate(binned, from_attributes=True)


class Bin(BaseModel):
    """What lies in the bin, the latest first: at most 500 videos."""

    items: list[BinnedVideo]


@router.get("/bin", operation_id="list_bin", summary="List the bin")
async def list_bin(app: Running, actor: Program) -> Bin:
    """List the videos in the bin. For the school's staff."""
    async with app.db.acting_as(actor) as tx:
        found = await videos.list_bin(tx, actor)
    return Bin(items=[BinnedVideo.of(each) for each in found])


@router.post("/{video_id}/bin", operation_id="bin_video", summary="Move a video to the bin", responses=problems(404))
async def bin_video(video_id: PathVideoId, app: Running, actor: Editor) -> BinnedVideo:
    """Hide a video from everybody, out of search, answers and courses; it is removed for good after 30 days."""
    async with app.db.acting_as(actor) as tx:
        return BinnedVideo.of(await videos.bin_video(tx, actor, VideoId(video_id)))


@router.post(
    "/{video_id}/restore",
    operation_id="restore_video",
    summary="Restore a video from the bin",
    responses=problems(404, 409, 413),
)
async def restore_video(video_id: PathVideoId, app: Running, actor: Editor) -> Video:
    """Return a video to the library and to its modules. Search finds it once a worker has indexed it."""
    async with app.db.acting_as(actor) as tx:
        video = await videos.restore_video(tx, actor, VideoId(video_id))
    return Video.of(video, app.settings.public_url)


@router.delete("/{video_id}", operation_id="remove_video", summary="Remove a video for good", responses=problems(404))
async def remove_video(video_id: PathVideoId, app: Running, actor: Editor) -> Receipt:
    """Delete a video with its file, captions, transcript, vectors and queued jobs, also one in the bin.

    Quotes in sessions are kept.
    """
    return Receipt.of(await videos.remove_video(Access(app.db, app.objects, actor), VideoId(video_id)))
