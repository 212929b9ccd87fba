"""Read what is said around a second of a video."""

from chronos.db import Tx, load_queries
from chronos.model import VideoId

BEFORE_SECONDS, AFTER_SECONDS = 15.0, 5.0

_QUERIES = load_queries("chronos.search")


async def read_around(tx: Tx, video_id: VideoId, at_seconds: float) -> str:
    """Return the sentences said just before a second, the latest first; empty for a video that is not seen."""
    parameters = {
        "video_ids": [video_id],
        "from_seconds": [at_seconds - BEFORE_SECONDS],
        "to_seconds": [at_seconds + AFTER_SECONDS],
    }
    rows = await tx.fetch(_QUERIES["passage_sentences"], parameters)
    begun = [row["text"] for row in rows if row["start_seconds"] <= at_seconds]
    return " ".join(begun[::-1])
