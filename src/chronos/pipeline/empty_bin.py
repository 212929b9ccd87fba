"""Remove videos for good once they have lain in the bin for 30 days."""

import logging
from datetime import UTC, datetime, timedelta

from chronos.db import Database
from chronos.errors import NotFound
from chronos.model import Actor, CreatorId, VideoId
from chronos.pipeline.steps import QUERIES
from chronos.providers.objects import ObjectStore
from chronos.storage import Access
from chronos.videos import BIN_DAYS, remove_video

_log = logging.getLogger(__name__)


async def empty_video_bin(db: Database, objects: ObjectStore) -> None:
    """Periodic job. Remove each video as its creator would; those of a closed school stay until it opens again."""
    before = datetime.now(UTC) - timedelta(days=BIN_DAYS)
    async with db.as_service("pipeline.empty_bin") as tx:
        due = await tx.fetch(QUERIES["list_due"], {"before": before})
    for row in due:
        creator = Actor("authenticated", creator_id=CreatorId(row["creator_id"]))
        try:
            await remove_video(Access(db, objects, creator), VideoId(row["id"]), binned_before=before)
        except NotFound:
            continue  # restored in the meantime
    if due:
        _log.info("removed %s videos from bins", len(due))
