"""Work: what a video's job is at, and whether its place is wanted by others."""

from chronos.db import Tx, load_queries
from chronos.jobs.enqueue import Stage
from chronos.model import VideoId

_QUERIES = load_queries("chronos.jobs")


async def note_work(tx: Tx, video_id: VideoId, stage: Stage, position_seconds: float = 0.0) -> None:
    """Note what the video's job begins to work on: if its worker dies, this is what it died at."""
    await tx.execute(
        _QUERIES["note_work"], {"video_id": video_id, "stage": stage, "position_seconds": position_seconds}
    )


async def others_wait(tx: Tx, queue: str, video_id: VideoId) -> bool:
    """Return whether a creator with fewer places in `queue` waits for that of this video's job.

    Of the jobs of one creator it is the newest whose place is wanted.
    """
    row = await tx.fetch_one(_QUERIES["others_wait"], {"queue": queue, "video_id": video_id})
    return row is not None and bool(row["others_wait"])
