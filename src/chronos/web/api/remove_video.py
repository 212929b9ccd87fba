"""Remove a video, and what is said of it afterwards."""

from datetime import datetime
from typing import Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chronos import videos
from chronos.model import VideoId
from chronos.web.api.problems import problems
from chronos.web.authenticate import Program, Running

router = APIRouter(prefix="/videos", tags=["videos"])


class RemovedObject(BaseModel):
    """A stored file that went with its video."""

    bucket: str
    name: str
    size_bytes: int


class Receipt(BaseModel):
    """What is gone for good. Nobody can reach `waiting` any more either: its bytes go with the next sweep."""

    video_id: UUID
    title: str
    chunks: int
    sentences: int
    windows: int
    objects: list[RemovedObject]
    waiting: list[RemovedObject]
    captions: bool = Field(description="Whether it had captions of its own.")
    jobs: int = Field(description="Jobs that waited for it.")
    bytes_freed: int
    removed_at: datetime

    @classmethod
    def of(cls, receipt: videos.Receipt) -> Self:
        """From a receipt as the room makes it."""
        return cls.model_validate(receipt, from_attributes=True)


@router.delete("/{video_id}", operation_id="remove_video", summary="Remove a video for good", responses=problems(404))
async def remove_video(video_id: UUID, app: Running, actor: Program) -> Receipt:
    """With its file, captions, passages, vectors, counts and waiting jobs. What was quoted in conversations stays."""
    return Receipt.of(await videos.remove_video(app.db, app.objects, actor, VideoId(video_id)))
