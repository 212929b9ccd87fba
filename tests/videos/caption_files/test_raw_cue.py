"""A cue needs two times in order."""

import pytest

from chronos.videos.caption_files.raw_cue import BACKWARDS, UNREADABLE, BadCue, RawCue, timed_cue


@pytest.mark.parametrize(
    ("start", "end", "cue"),
    [
        (1.0, 2.0, RawCue(7, 1.0, 2.0)),
        (1.0, 1.0, RawCue(7, 1.0, 1.0)),
        (2.0, 1.0, BadCue(7, BACKWARDS)),
        (None, 1.0, BadCue(7, UNREADABLE)),
        (1.0, None, BadCue(7, UNREADABLE)),
    ],
)
def test_times_make_a_cue(start: float | None, end: float | None, cue: RawCue | BadCue) -> None:
    assert timed_cue(7, start, end) == cue
