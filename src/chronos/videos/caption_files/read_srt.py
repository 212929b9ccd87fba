"""Read SRT as players do: a line of times begins a cue, which lasts until the next one, over blank lines too.

No specification exists. The rules are those of FFmpeg's reader, with one more: text that looks like a time stays text.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from chronos.videos.caption_files.parse_time import TIME, is_time_pair, parse_time
from chronos.videos.caption_files.raw_cue import BadCue, RawCue, timed_cue

# Players skip spaces within times.
_SPACED = TIME.replace(":", r":\s*").replace("?:\\s*", "?:").replace("[.,]", r"[.,]\s*")
_TIMING = re.compile(rf"\s*({_SPACED})\s*-->\s*({_SPACED})(?:\s.*)?", re.ASCII)
_HAS_FRACTION = re.compile(r"\d[.,]\s*\d", re.ASCII)
_LIKE_A_TIME = re.compile(rf"-?{TIME}", re.ASCII)


def read_srt(text: str) -> Iterator[RawCue | BadCue]:
    """Yield every cue in the order of the file; line ends are line feeds. The text of a bad cue is left out with it."""
    lines = _with_numbers_above_times(text.split("\n"))
    cue: RawCue | None = None
    for index, line in enumerate(lines):
        found = _cue_at(lines, index)
        if found is None:
            if cue and line.strip():
                cue.lines.append(line)
            continue
        if cue:
            yield _without_number(cue, lines, index)
        cue = found if isinstance(found, RawCue) else None
        if isinstance(found, BadCue):
            yield found
    if cue:
        yield cue


def _with_numbers_above_times(lines: list[str]) -> list[str]:
    """Return the lines; where blank lines part the first number from its times, as all are parted, numbers move down.

    Some tools write a blank line after every line. Each line keeps its place, so that a message names the right one.
    """
    filled = [index for index, line in enumerate(lines) if line.strip()]
    pairs = [(above, below) for above, below in pairwise(filled) if "-->" in lines[below] or is_time_pair(lines[below])]
    if not pairs or pairs[0] != tuple(filled[:2]) or pairs[0][1] - pairs[0][0] == 1:
        return lines
    for above, below in pairs:
        if _is_number(lines[above]) and above < below - 1:
            lines[below - 1], lines[above] = lines[above], ""
    return lines


def _cue_at(lines: Sequence[str], index: int) -> RawCue | BadCue | None:
    """Return the cue that begins at the line; None for text."""
    line = lines[index]
    is_numbered = _is_numbered(lines, index)
    is_first = is_numbered or index == 0 or not lines[index - 1].strip()
    if "-->" not in line:
        is_bad = is_numbered and is_time_pair(line)
        return timed_cue(index + 1, None, None) if is_bad else None
    has_place = is_first or _HAS_FRACTION.search(line)  # "10:30 --> 11:00" within a text is text
    if has_place and (match := _TIMING.fullmatch(line)):
        return timed_cue(index + 1, *(parse_time("".join(time.split())) for time in match.groups()))
    if is_numbered or (has_place and _is_meant_as_times(line)):  # "NaN:NaN --> NaN:NaN" is meant as times too
        return timed_cue(index + 1, None, None)
    return None


def _is_meant_as_times(line: str) -> bool:
    """Return whether a time stands on one side of the arrow, one word on the other, and nothing else but settings."""
    before, _, after = line.partition("-->")
    left, right = before.split(), after.split()
    is_time = any(_LIKE_A_TIME.match(text) for text in (*left, *right[:1]))
    return is_time and len(left) <= 1 and all(":" in setting[1:-1] for setting in right[1:])


def _is_numbered(lines: Sequence[str], index: int) -> bool:
    """Return whether the number of a cue stands above the line, at the start of a block."""
    return index > 0 and _is_number(lines[index - 1]) and (index == 1 or not lines[index - 2].strip())


def _is_number(line: str) -> bool:
    text = line.strip()
    return text.isascii() and text.isdecimal()


def _without_number(cue: RawCue, lines: Sequence[str], index: int) -> RawCue:
    """Take from the cue the number of the next one, which stands above that one's times at `index`."""
    if cue.lines and _is_number(lines[index - 1]):
        cue.lines.pop()
    return cue
