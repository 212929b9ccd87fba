"""Read WebVTT, block by block, as the parser of its specification does (W3C WebVTT, 6.1 "WebVTT file parsing").

The structure is the specification's: only an empty line or a line with an arrow ends a cue. Times may also have one
digit, a comma, or any number of decimals, where the specification would lose the cue.
"""

import re
from collections.abc import Iterator, Sequence

from chronos.videos.caption_files.parse_time import TIME, is_time_pair, parse_time
from chronos.videos.caption_files.raw_cue import BadCue, RawCue, timed_cue

ARROW = "-->"

_SIGNATURE = re.compile(r"\n*WEBVTT(?:[ \t\n]|$)")
_SPACE = " \t\f"  # ASCII whitespace, line ends aside
_FIRST_TIME = re.compile(rf"[{_SPACE}]*({TIME})(?!\d)", re.ASCII)  # settings follow, a space between or not
_COMMENT = re.compile(r"NOTE(?:[ \t]|$)")


def is_vtt(text: str) -> bool:
    """Return whether the text, with line feeds as its line ends, has the signature of WebVTT."""
    return _SIGNATURE.match(text) is not None


def read_vtt(text: str) -> Iterator[RawCue | BadCue]:
    """Yield every cue in the order of the file. Header, comments, styles and regions are skipped."""
    lines = text.split("\n")
    at, is_comment = _skip_header(lines), False
    while at < len(lines):
        if not lines[at]:
            at, is_comment = at + 1, False
            continue
        end, arrow = _block(lines, at)
        is_comment = is_comment or _COMMENT.match(lines[at]) is not None
        for cue in _read_block(lines, at, end, arrow):
            is_comment = is_comment and isinstance(cue, BadCue)
            if not is_comment:  # an arrow in a comment is a cue only where its times are right
                yield cue
        at = end


def _skip_header(lines: Sequence[str]) -> int:
    """Return the index of the first line after the header, which ends at an empty line or before an arrow."""
    at = next(i for i, line in enumerate(lines) if line) + 1  # some tools write an empty line before the signature
    while at < len(lines) and lines[at] and ARROW not in lines[at]:
        at += 1
    return at


def _block(lines: Sequence[str], at: int) -> tuple[int, int | None]:
    """Return one past the block's last line, and the line of its arrow: its first or second, if any."""
    arrow = next((i for i in (at, at + 1) if i < len(lines) and ARROW in lines[i]), None)
    end = (arrow if arrow is not None else at) + 1
    while end < len(lines) and lines[end] and ARROW not in lines[end]:
        end += 1
    return end, arrow


def _read_block(lines: Sequence[str], at: int, end: int, arrow: int | None) -> Iterator[RawCue | BadCue]:
    if arrow is None:
        tried = [i for i in range(at, min(at + 2, end)) if is_time_pair(lines[i])]
        if tried:
            yield timed_cue(tried[0] + 1, None, None)
        return
    before, _, after = lines[arrow].partition(ARROW)
    end_time = _FIRST_TIME.match(after)
    cue = timed_cue(arrow + 1, parse_time(before.strip(_SPACE)), parse_time(end_time[1]) if end_time else None)
    if isinstance(cue, RawCue):
        cue.lines = list(lines[arrow + 1 : end])
    yield cue
