"""Videos: how much each was watched and asked about in a period."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields

from chronos.analytics.period import Period
from chronos.analytics.table import Table
from chronos.db import Tx, load_queries
from chronos.model import VideoId

_QUERIES = load_queries("chronos.analytics")

MAX_VIDEOS = 1000


@dataclass(frozen=True, slots=True)
class VideoRow:
    """A video. `viewers` are different students who began to play it, `questions` those whose answer cites it.

    The counts are None when fewer than `VideoList.least_group` students watched anything in the period.
    """

    id: VideoId
    title: str
    duration_seconds: float | None
    viewers: int | None
    views: int | None
    watch_seconds: float | None
    completion_rate: float | None
    questions: int | None


@dataclass(frozen=True, slots=True)
class VideoList:
    """The videos that were watched longest, of `count` that there are; `viewers` of any of them."""

    period: Period
    viewers: int
    videos: Sequence[VideoRow]
    least_group: int
    count: int

    def table(self) -> Table:
        """Return the videos as rows."""
        return Table([field.name for field in fields(VideoRow)], [astuple(video) for video in self.videos])


async def list_watched_videos(tx: Tx, period: Period, limit: int = MAX_VIDEOS) -> VideoList:
    """Return the calling creator's videos, the one that was watched longest first."""
    between = {"first": period.first, "last": period.last}
    row = await tx.fetch_one(_QUERIES["count_viewers"], between)
    assert row is not None  # noqa: S101 - a count
    values = between | {"starts": period.starts, "ends": period.ends, "students": row["viewers"], "limit": limit}
    rows = await tx.fetch(_QUERIES["watched_videos"], values)
    count = max((video.pop("videos") for video in rows), default=0)
    return VideoList(period, row["viewers"], [VideoRow(**video) for video in rows], row["least_group"], count)
