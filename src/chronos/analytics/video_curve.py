"""Video: how many students heard each second, heard it again, and asked about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chronos.analytics.table import Table, small_text
from chronos.db import Tx, load_queries
from chronos.errors import NotFound
from chronos.model import VideoId

_QUERIES = load_queries("chronos.analytics")

LEAVE_SECONDS = 10  # within which students leave
LEAVE_SHARE = 0.1
APART_SECONDS = 30
AGAIN_SHARE = 0.2
JOIN_SECONDS = 5
MAX_POINTS = 10

# Shown beside the numbers, so that a reader knows what they mean.
RULES = {
    "heard": "Students who heard the middle of the second; one who heard it twice counts once.",
    "heard_again": "Students who heard the middle of the second more than once.",
    "questions": "Questions whose closest moment begins in the second.",
    "drop_offs": (
        f"Where students stop: within {LEAVE_SECONDS} seconds at least {{least_group}} students and {LEAVE_SHARE:.0%} "
        f"of all viewers fewer hear it; the largest such losses, {APART_SECONDS} seconds apart or more, {MAX_POINTS} "
        f"at most. The last {LEAVE_SECONDS} seconds do not count."
    ),
    "confused": (
        f"Where students listen again: at least {{least_group}} students and {AGAIN_SHARE:.0%} of all viewers heard it "
        f"more than once; parts less than {JOIN_SECONDS} seconds apart are one, {MAX_POINTS} at most."
    ),
    "small_groups": "A group of fewer than {least_group} students is counted and not broken down.",
}


@dataclass(frozen=True, slots=True)
class DropOff:
    """Where students stop: `lost` students, `share` of all viewers, hear no longer what follows `at_seconds`."""

    at_seconds: int
    lost: int
    share: float


@dataclass(frozen=True, slots=True)
class Confused:
    """A part that at least so many `students` heard again as at its busiest second, with the questions asked in it."""

    from_seconds: int
    to_seconds: int
    students: int
    questions: int | None


@dataclass(frozen=True, slots=True)
class VideoCurve:
    """A video by second. The lists have an entry per second. What is counted in a group smaller than `least_group` is
    None; `rules` say what the numbers mean.

    The groups: of `heard`, `completed` and `rewatchers` the viewers, of `heard_again` the rewatchers, of `questions_at`
    the `askers`.
    """

    id: VideoId
    title: str
    duration_seconds: float | None
    viewers: int
    completed: int | None
    rewatchers: int | None
    askers: int
    questions: int
    heard: Sequence[int] | None
    heard_again: Sequence[int] | None
    questions_at: Sequence[int] | None
    drop_offs: Sequence[DropOff]
    confused: Sequence[Confused]
    least_group: int
    rules: Mapping[str, str]

    def table(self) -> Table:
        """Return the seconds as rows."""
        curves = [self.heard, self.heard_again, self.questions_at]
        seconds = max((len(curve) for curve in curves if curve is not None), default=0)
        filled = [curve if curve is not None else [None] * seconds for curve in curves]
        rows = [(second, *values) for second, values in enumerate(zip(*filled, strict=True))]
        withheld = None if any(curve is not None for curve in curves) else small_text(self.least_group, "watched")
        return Table(("second", "heard", "heard_again", "questions"), [] if withheld else rows, withheld)


async def get_video_curve(tx: Tx, video_id: VideoId) -> VideoCurve:
    """Return the curves of a video of the calling creator, of all time. Raises NotFound (`video_not_found`)."""
    row = await tx.fetch_one(_QUERIES["video_curve"], {"id": video_id})
    if row is None:
        raise NotFound(f"There is no video {video_id} of yours.", code="video_not_found")
    drop_offs = find_drop_offs(row["heard"] or (), row["viewers"], row["least_group"])
    confused = find_confused(row["heard_again"] or (), row["questions_at"], row["viewers"], row["least_group"])
    rules = {name: rule.format(least_group=row["least_group"]) for name, rule in RULES.items()}
    return VideoCurve(**row, drop_offs=drop_offs, confused=confused, rules=rules)


def find_drop_offs(heard: Sequence[int], viewers: int, least_group: int) -> list[DropOff]:
    """Return where students stop, by `RULES["drop_offs"]`, in the order of the video."""
    curve = np.asarray(heard, np.int64)
    losses = curve[: -2 * LEAVE_SECONDS] - curve[LEAVE_SECONDS:-LEAVE_SECONDS]
    found: list[DropOff] = []
    while losses.size and len(found) < MAX_POINTS:
        # Of equal losses the last, just before the second at which they stop.
        at = losses.size - 1 - int(np.argmax(losses[::-1]))
        lost = int(losses[at])
        if lost < max(least_group, LEAVE_SHARE * viewers):
            break
        found.append(DropOff(at + 1, lost, lost / viewers))
        losses[max(0, at - APART_SECONDS + 1) : at + APART_SECONDS] = 0
    return sorted(found, key=lambda one: one.at_seconds)


def find_confused(
    heard_again: Sequence[int], questions_at: Sequence[int] | None, viewers: int, least_group: int
) -> list[Confused]:
    """Return the parts that many students heard again, by `RULES["confused"]`, in the order of the video."""
    curve = np.asarray(heard_again, np.int64)
    seconds = np.flatnonzero(curve >= max(least_group, AGAIN_SHARE * viewers))
    parts = np.split(seconds, np.flatnonzero(np.diff(seconds) > JOIN_SECONDS) + 1) if seconds.size else []
    found = [_confused(int(part[0]), int(part[-1]) + 1, curve, questions_at) for part in parts]
    found.sort(key=lambda one: -one.students)
    return sorted(found[:MAX_POINTS], key=lambda one: one.from_seconds)


def _confused(first: int, end: int, curve: NDArray[np.int64], questions_at: Sequence[int] | None) -> Confused:
    questions = sum(questions_at[first:end]) if questions_at is not None else None
    return Confused(first, end, int(curve[first:end].max()), questions)
