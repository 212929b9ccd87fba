"""Times are read in the forms in which tools write them, and nothing else is a time."""

import pytest

from chronos.videos.caption_files.parse_time import parse_time


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("00:00:01,500", 1.5), ("0:00:01.500000", 1.5), ("01:02.25", 62.25),
        ("02:05,5", 125.5), ("10:00:00.000", 36000.0),
        ("00:75:01.000", None), ("00:01", 1.0), ("1", None),
        ("-00:01.000", None), ("٠٠:٠١", None), ("99:00:00.000", None),
        ("00:00:01.0004", 1.0),
    ],
)  # fmt: skip
def test_times(text: str, seconds: float | None) -> None:
    assert parse_time(text) == seconds
