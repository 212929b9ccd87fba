"""Times of cues, in the forms in which tools and people write them."""

import re

MAX_CAPTIONS_SECONDS = 24 * 3600.0

TIME = r"(?:\d++:)?\d{1,2}:\d{1,2}(?:[.,]\d++)?+"

_PAIR = re.compile(r"\s*+-?\d++:\w++(?:[:.,]\w++)++\W++\d++:\w++(?:[:.,]\w++)++\s*+")
_TIME = re.compile(r"(?:(\d++):)?(\d{1,2}):(\d{1,2})(?:[.,](\d++))?+", re.ASCII)


def parse_time(text: str) -> float | None:
    """Return the seconds of `h:mm:ss.fff` or `mm:ss,fff`, to the millisecond; None for anything else.

    Hours and fractions are optional. Fractions have any number of digits: `02,5` is two and a half.
    """
    match = _TIME.fullmatch(text)
    if match is None or int(match[2]) > 59 or int(match[3]) > 59 or len(match[1] or "") > 9:
        return None
    whole = int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3])
    seconds = round(whole + float(f"0.{match[4] or 0}"), 3)
    return seconds if seconds <= MAX_CAPTIONS_SECONDS else None


def is_time_pair(line: str) -> bool:
    """Return whether the line is meant as two times of a cue, without an arrow between them."""
    return _PAIR.fullmatch(line) is not None
