"""Transcription budget: a video's seconds are reserved before it is listened to, and charged as they are written."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from chronos.db import Database, Tx
from chronos.errors import OverLimit
from chronos.pipeline.steps import VideoRow
from chronos.pipeline.transcribe_windows import WindowTranscript
from chronos.usage import Charge, Reservation, charge_for, keep_hold, reserve, settle

HOLD = timedelta(hours=6)  # from the last window: a job that gave its place back, or whose worker died, finds its hold


@dataclass(frozen=True, slots=True)
class Work:
    """What heard a window, and how long that took."""

    model: str
    seconds: float


async def reserve_transcription(db: Database, video: VideoRow, start_seconds: float) -> None:
    """Hold what is left of the video. Raises OverLimit (`transcription_used_up`), which says when to try again."""
    wanted = round(Decimal(max(0.0, (video.duration_seconds or 0.0) - start_seconds)), 3)
    async with db.as_service("pipeline.transcription_budget") as tx:
        found = await reserve(tx, video.creator_id, video.id, "transcription_seconds", wanted, lifetime=HOLD)
    if not found.is_granted:
        raise OverLimit(explain_refusal(found, wanted), code="transcription_used_up")


async def charge_window(tx: Tx, video: VideoRow, window: WindowTranscript, work: Work) -> None:
    """Charge a window in the transaction that writes it; a part of a video is charged once, however often heard."""
    length = video.duration_seconds if video.duration_seconds is not None else window.end_seconds
    heard = max(0.0, min(window.end_seconds, length) - min(window.start_seconds, length))
    key = f"transcription:{video.id}:{window.start_seconds:.3f}"
    charge = charge_for("transcription_seconds", heard, key, work.model)
    await _settle(tx, video, [replace(charge, work_seconds=work.seconds, video_id=video.id)])
    await keep_hold(tx, video.id, lifetime=HOLD)


async def end_transcription(db: Database, video: VideoRow) -> None:
    """Free what was reserved and not used. Safe to repeat."""
    async with db.as_service("pipeline.transcription_budget") as tx:
        await free_hold(tx, video)


async def free_hold(tx: Tx, video: VideoRow) -> None:
    """Free what was reserved and not used, in a transaction that does more. Safe to repeat."""
    await _settle(tx, video, [], is_last=True)


def explain_refusal(found: Reservation, wanted: Decimal) -> str:
    """Return what the creator should know: how much is left, when it renews, and what costs nothing."""
    # In tenths, as usage has them; what is needed rounded up and what is left rounded down.
    needed, left, allowed = math.ceil(wanted / 6) / 10, math.floor(found.left / 6) / 10, int(found.allowed // 60)
    if wanted > found.allowed:
        return (
            f"The plan allows {allowed:,} minutes of transcription a month, and this video needs {needed:,.1f}: "
            "upgrade the plan, or add captions, which cost nothing."
        )
    renews = f"{found.renews_on.day} {found.renews_on:%B %Y}"
    return (
        f"This video needs {needed:,.1f} minutes of transcription, and {left:,.1f} of {allowed:,} are left: "
        f"try it again from {renews}, when they renew, or add captions, which cost nothing."
    )


async def _settle(tx: Tx, video: VideoRow, charges: Sequence[Charge], *, is_last: bool = False) -> None:
    await settle(tx, video.creator_id, video.id, charges, is_last=is_last)
