"""Remove a video and return a receipt of what was deleted."""

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
from chronos.web.authenticate import Editor, Running

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


@router.delete("/{video_id}", operation_id="remove_video", summary="Remove a video for good", responses=problems(404))
async def remove_video(video_id: PathVideoId, app: Running, actor: Editor) -> Receipt:
    """Delete a video with its file, captions, transcript, vectors and queued jobs. Quotes in sessions are kept."""
    return Receipt.of(await videos.remove_video(Access(app.db, app.objects, actor), VideoId(video_id)))
