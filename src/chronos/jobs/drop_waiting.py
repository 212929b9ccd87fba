"""Drop the waiting jobs of videos that are about to be removed."""

from collections.abc import Sequence

from chronos.db import Tx, load_queries
from chronos.model import VideoId

_QUERIES = load_queries("chronos.jobs")


async def drop_waiting(tx: Tx, video_ids: Sequence[VideoId]) -> int:
    """Delete them as the service; return how many. A started job stays, finds no video and ends."""
    await tx.fetch_one(_QUERIES["enter_queue_schema"])  # the queue's own triggers name no schema
    return await tx.execute(_QUERIES["drop_waiting"], {"video_ids": [str(video_id) for video_id in video_ids]})
