"""Put a video into the bin, list what lies there, and take a video back: nothing is lost for 30 days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chronos.db import Tx, load_queries
from chronos.errors import Conflict, NotAllowed
from chronos.model import Actor, VideoId
from chronos.videos.library import Video, get_video, no_such_video

BIN_DAYS = 30
MAX_LISTED = 500

_QUERIES = load_queries("chronos.videos")


@dataclass(frozen=True, slots=True)
class BinnedVideo:
    """A video in the bin."""

    id: VideoId
    title: str
    duration_seconds: float | None
    file_size_bytes: int | None
    binned_at: datetime

    @property
    def ends_at(self) -> datetime:
        """From when on it is removed for good."""
        return self.binned_at + timedelta(days=BIN_DAYS)


async def bin_video(tx: Tx, actor: Actor, video_id: VideoId) -> BinnedVideo:
    """Put a video into the bin: no one finds, plays or is answered from it. A job that works on it ends by itself.

    It leaves its modules and the number of videos of the plan; its files stay, and count. Raises NotAllowed
    (`creators_only`), NotFound (`video_not_found`).
    """
    _require_creator(actor)
    if not await tx.execute(_QUERIES["bin_video"], {"id": video_id}):
        raise no_such_video(video_id)
    [binned] = await _fetch(tx, video_id, 1)
    return binned


async def list_bin(tx: Tx, actor: Actor) -> Sequence[BinnedVideo]:
    """Return what lies in the bin, the latest first, no more than `MAX_LISTED`. Raises NotAllowed (`creators_only`)."""
    _require_creator(actor)
    return await _fetch(tx, None, MAX_LISTED)


async def restore_video(tx: Tx, actor: Actor, video_id: VideoId) -> Video:
    """Take a video out of the bin: back into the library and its modules, and found as soon as a worker indexed it.

    Raises NotAllowed (`creators_only`), NotFound (`video_not_found`), also once the 30 days are over, Conflict
    (`video_added_again`), OverLimit (`videos_full`).
    """
    _require_creator(actor)
    again = await tx.fetch_one(_QUERIES["added_again"], {"id": video_id})
    if again is not None:
        raise Conflict(
            f"The library has this file again, as “{again['title']}”: remove that one first.", code="video_added_again"
        )
    if not await tx.execute(_QUERIES["restore_video"], {"id": video_id}):
        raise no_such_video(video_id)
    await tx.execute(_QUERIES["resume_video"], {"id": video_id})
    return await get_video(tx, video_id)


async def _fetch(tx: Tx, video_id: VideoId | None, limit: int) -> list[BinnedVideo]:
    return [BinnedVideo(**row) for row in await tx.fetch(_QUERIES["list_bin"], {"id": video_id, "limit": limit})]


def _require_creator(actor: Actor) -> None:
    if actor.creator_id is None:
        raise NotAllowed("Only a creator can remove videos.", code="creators_only")
