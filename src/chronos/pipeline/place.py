"""Place: the room of one job in a worker, which a long job gives back while creators with fewer places wait."""

import time

from chronos.db import Database
from chronos.jobs import HOLD_SECONDS, others_wait
from chronos.model import VideoId

RESTARTS = 2.0  # that a job works at least, counted in the time that it took to begin


class GaveBack(Exception):
    """The job gave its place back before its end; it resumes `after_seconds`, and no attempt is counted."""

    def __init__(self, after_seconds: float = 0.0) -> None:
        super().__init__()
        self.after_seconds = after_seconds


class Place:
    """Made when the job begins."""

    def __init__(self, db: Database, queue: str) -> None:
        """`queue`: the one whose places are shared."""
        self._db, self._queue = db, queue
        self._taken = time.monotonic()
        self._hold_seconds: float | None = None

    def begin(self) -> None:
        """Note that a piece of work is done; all before the first one is done again whenever the job is resumed."""
        if self._hold_seconds is None:
            self._hold_seconds = max(HOLD_SECONDS, RESTARTS * (time.monotonic() - self._taken))

    async def is_wanted(self, video_id: VideoId) -> bool:
        """Return whether the video's job has had its time, and a creator with fewer places waits for this one."""
        if time.monotonic() - self._taken < (self._hold_seconds or HOLD_SECONDS):
            return False
        async with self._db.as_service("pipeline.place") as tx:
            return await others_wait(tx, self._queue, video_id)
