"""Enqueue a video's next job in the caller's own transaction."""

from typing import Literal

from chronos.db import Tx, load_queries
from chronos.model import VideoId

Stage = Literal["import", "probe", "transcribe", "chunk", "embed", "captions", "pictures", "index"]

_QUERIES = load_queries("chronos.jobs")


async def enqueue_stage(tx: Tx, video_id: VideoId, stage: Stage) -> None:
    """Add the job, unless the same one is waiting; it appears when the caller's transaction commits.

    Raises NotAllowed when the actor is neither the service nor the video's creator.
    """
    await tx.fetch_one(_QUERIES["enqueue_stage"], {"video_id": video_id, "stage": stage})
