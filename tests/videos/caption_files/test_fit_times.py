"""Captions lie within their video."""

import pytest

from chronos.videos.caption_files.fit_times import cut_at_end, shift_hours
from chronos.videos.caption_files.join_rolling import ShownCue


def cue(start: float, end: float) -> ShownCue:
    return ShownCue(1, start, end, ("x",))


@pytest.mark.parametrize(
    ("starts", "duration", "hours"),
    [
        ([3605.0], 60.0, 1),
        ([36000.0, 36050.0], 60.0, 10),
        ([3605.0, 8900.0], 5400.0, 1),  # a long video: its first cue lies within it as it is
        ([3605.0, 3700.0], 5400.0, 0),
        ([5.0, 3605.0], 60.0, 0),
        ([7190.0], 60.0, 0),  # 59:50 after the hour is beyond the end, too
    ],
)
def test_hours_are_taken_off_where_that_helps(starts: list[float], duration: float, hours: int) -> None:
    shifted, taken = shift_hours([cue(start, start + 2) for start in starts], duration)
    assert taken == hours
    assert [one.start for one in shifted] == [start - 3600 * hours for start in starts]


def test_the_end_cuts() -> None:
    inside, late = cut_at_end([cue(1.0, 9.0), cue(5.0, 5.0), cue(5.1, 6.0)], 5.0)
    assert inside == [cue(1.0, 5.0)]
    assert [bad.why for bad in late] == ["it begins after the end of the video at 0:05"] * 2
