"""What every stage does around its work: read the video, take the step, add the next job."""

from dataclasses import dataclass
from typing import Any

from chronos.db import Tx, load_queries
from chronos.jobs import Stage, enqueue_stage, note_work
from chronos.model import CreatorId, VideoId

QUERIES = load_queries("chronos.pipeline")

# The status in which a stage works; a failed video goes back to it.
WORKING: dict[Stage, str] = {
    "import": "uploading",
    "probe": "uploading",
    "transcribe": "transcribing",
    "chunk": "processing",
    "embed": "embedding",
}
NOTE_THEIR_OWN: tuple[Stage, ...] = ("import", "transcribe")  # what they work on; waiting for bytes kills no worker
STATUSES = ("pending", *dict.fromkeys(WORKING.values()), "completed")  # in order; `failed` is outside of it
NEXT: dict[Stage, Stage] = {"import": "probe", "probe": "transcribe", "transcribe": "chunk", "chunk": "embed"}


class Removed(Exception):
    """The video went while a stage worked on it: there is nothing left to do, and nothing has failed."""


@dataclass(frozen=True, slots=True)
class VideoRow:
    """What stages need to know of a video. `storage_path` is empty while its file is being fetched."""

    id: VideoId
    creator_id: CreatorId
    title: str
    status: str
    storage_path: str
    duration_seconds: float | None
    transcript_language: str | None
    metadata: dict[str, Any]


async def begin(tx: Tx, video_id: VideoId, stage: Stage) -> VideoRow | None:
    """The video if `stage` is its turn; None when it was removed or the stage is behind it already."""
    if stage in ("import", "probe"):
        await tx.execute(QUERIES["take_step"], {"id": video_id, "from_status": "pending", "to_status": "uploading"})
    video = await read_video(tx, video_id)
    if video is None or video.status != WORKING[stage]:
        return None
    if stage not in NOTE_THEIR_OWN:
        await note_work(tx, video_id, stage)
    return video


async def read_video(tx: Tx, video_id: VideoId) -> VideoRow | None:
    """The video; None when it was removed."""
    row = await tx.fetch_one(QUERIES["get_video"], {"id": video_id})
    return VideoRow(**row) if row is not None else None


def is_declared(video: VideoRow) -> bool:
    """Return whether the creator said which language is spoken: one that was found has a probability."""
    return video.transcript_language is not None and "language_probability" not in video.metadata


async def hold(tx: Tx, video_id: VideoId) -> None:
    """Keep the video from being removed until the transaction ends, before anything that hangs on it is written.

    The video first, as removing does: a transaction that took the same locks in another order could deadlock. Raises
    Removed.
    """
    if await tx.fetch_one(QUERIES["hold_video"], {"id": video_id}) is None:
        raise Removed(video_id)


async def finish(tx: Tx, video_id: VideoId, stage: Stage) -> None:
    """Step to the next stage and add its job, together with whatever else this transaction wrote."""
    following = NEXT.get(stage)
    moved = await tx.execute(
        QUERIES["take_step"],
        {
            "id": video_id,
            "from_status": WORKING[stage],
            "to_status": WORKING[following] if following else "completed",
        },
    )
    if moved and following:
        await enqueue_stage(tx, video_id, following)


async def mark_failed(tx: Tx, video_id: VideoId, message: str) -> None:
    """Say why in words for the creator; a retry resumes at the present stage."""
    await tx.execute(QUERIES["mark_failed"], {"id": video_id, "message": message})
    warning = f"The new captions could not be prepared for search; the earlier text stays. {message}"
    await tx.execute(QUERIES["warn_of_captions"], {"id": video_id, "warning": warning})


async def set_progress(tx: Tx, video_id: VideoId, progress: float) -> None:
    """How much of the present stage is done, 0 to 1; it never goes back. Raises Removed."""
    if not await tx.execute(QUERIES["set_progress"], {"id": video_id, "progress": progress}):
        raise Removed(video_id)
