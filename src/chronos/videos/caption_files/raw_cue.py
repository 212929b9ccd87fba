"""Cues as they stand in a file, and cues that cannot be read."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class RawCue:
    """A cue of a file: its lines have their markup, `line` is the number of its line of times."""

    line: int
    start: float
    end: float
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BadCue:
    """A cue to leave out; `why` completes "line 96: …"."""

    line: int
    why: str


UNREADABLE = "its times are not like 00:01:02.000 --> 00:01:04.500"
BACKWARDS = "it ends before it starts"


def timed_cue(line: int, start: float | None, end: float | None) -> RawCue | BadCue:
    """Return a cue without lines, or what is wrong with its times; None is a time that cannot be read."""
    if start is None or end is None:
        return BadCue(line, UNREADABLE)
    return RawCue(line, start, end) if start <= end else BadCue(line, BACKWARDS)
