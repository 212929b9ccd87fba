"""Continue the videos of a creator that came from another database, without their jobs."""

from chronos.db import Database
from chronos.jobs import Stage, enqueue_stage
from chronos.model import CreatorId, VideoId
from chronos.pipeline.steps import QUERIES

# The job of a video in this status; one that is pending, without a file, waits for its maker.
_STAGES: dict[str, Stage] = {
    "uploading": "probe",
    "transcribing": "transcribe",
    "processing": "chunk",
    "embedding": "embed",
}


async def continue_videos(db: Database, creator_id: CreatorId) -> int:
    """Add the next job of each video that has a file and is neither completed nor failed; return how many."""
    async with db.as_service("pipeline.continue") as tx:
        rows = await tx.fetch(QUERIES["videos_on_their_way"], {"creator_id": creator_id})
        for row in rows:
            await enqueue_stage(tx, VideoId(row["id"]), _STAGES[row["status"]])
    return len(rows)
