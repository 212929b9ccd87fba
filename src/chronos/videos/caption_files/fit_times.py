"""Fit the times of captions to the length of their video."""

from collections.abc import Sequence
from dataclasses import replace

from chronos.text import clock
from chronos.videos.caption_files.join_rolling import ShownCue
from chronos.videos.caption_files.raw_cue import BadCue

HOUR_SECONDS = 3600


def shift_hours(cues: Sequence[ShownCue], duration_seconds: float) -> tuple[list[ShownCue], int]:
    """Return the cues without the whole hours at which a recorder's clock began, and how many hours those are.

    None are taken off where the cues lie within the video as they are, or would not do so afterwards.
    """
    first, last = min(cue.start for cue in cues), max(cue.start for cue in cues)
    hours = int(first // HOUR_SECONDS)
    offset = hours * HOUR_SECONDS
    if hours == 0 or last < duration_seconds or first - offset >= duration_seconds:
        return list(cues), 0
    # Rounded: a difference of binary fractions has digits that no file had.
    shifted = [replace(cue, start=round(cue.start - offset, 3), end=round(cue.end - offset, 3)) for cue in cues]
    return shifted, hours


def cut_at_end(cues: Sequence[ShownCue], duration_seconds: float) -> tuple[list[ShownCue], list[BadCue]]:
    """Return the cues that begin within the video, none lasting beyond its end, and those that begin after it."""
    why = f"it begins after the end of the video at {clock(duration_seconds)}"
    inside = [replace(cue, end=min(cue.end, duration_seconds)) for cue in cues if cue.start < duration_seconds]
    return inside, [BadCue(cue.line, why) for cue in cues if cue.start >= duration_seconds]
