"""Join captions that roll up: each cue shows again what the one before it showed, above or before its new text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

NEAR_SECONDS = 1.0  # between two cues of which the second follows the first without a pause
_TELLING_BYTES = 8  # a shorter text may be repeated by chance: UTF-8 counts a Chinese character as three


@dataclass(frozen=True, slots=True)
class ShownCue:
    """What the screen shows between two seconds, line by line; `line` is where it stands in the file."""

    line: int
    start: float
    end: float
    lines: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """The words of all lines."""
        return " ".join(self.lines).split()


def join_rolling(cues: Sequence[ShownCue], *, has_inline_times: bool = False) -> list[ShownCue]:
    """Return the cues in the order of their start, each with its new text only; exact duplicates are dropped.

    A text that is shown again is dropped only in captions that roll up: they have times within the text, or most cues
    repeat the end of the one before and add to it. Elsewhere a repetition was said twice.
    """
    ordered = list(_unique(sorted(cues, key=lambda cue: (cue.start, cue.line))))
    if not (has_inline_times or _rolls_up(ordered)):
        return ordered
    return [cue for cue in _fresh(ordered) if cue.lines]


def _unique(cues: Sequence[ShownCue]) -> Iterator[ShownCue]:
    seen: set[tuple[float, float, tuple[str, ...]]] = set()
    for cue in cues:
        key = (cue.start, cue.end, cue.lines)
        if key not in seen:
            seen.add(key)
            yield cue


def _rolls_up(cues: Sequence[ShownCue]) -> bool:
    """Return whether most cues that follow at once, and show something new, begin with what was shown."""
    rolling = others = 0
    before: ShownCue | None = None
    fresh: ShownCue | None = None
    for cue in cues:
        carried = _carried(cue, before, fresh) if before and fresh and _follows(cue, before) else None
        if carried is None:
            before = fresh = cue
            continue
        rest = _without(cue, carried)
        if rest.lines:
            is_telling = len(" ".join(cue.words[:carried]).encode()) >= _TELLING_BYTES
            rolling, others = rolling + is_telling, others + (not is_telling)
            fresh = rest
        before = cue
    return rolling > 0 and rolling >= others


def _fresh(cues: Sequence[ShownCue]) -> Iterator[ShownCue]:
    before: ShownCue | None = None
    fresh: ShownCue | None = None
    for cue in cues:
        carried = _carried(cue, before, fresh) if before and fresh else 0
        rest = _without(cue, carried)
        # After a pause the same words are said again, unless more follows and they are many.
        is_near = before is not None and _follows(cue, before)
        is_telling = bool(rest.lines) and len(" ".join(cue.words[:carried]).encode()) >= _TELLING_BYTES
        if not (is_near or is_telling):
            rest = cue
        yield rest
        before, fresh = cue, rest if rest.lines else fresh


def _follows(cue: ShownCue, before: ShownCue) -> bool:
    return cue.start - before.end <= NEAR_SECONDS


def _carried(cue: ShownCue, before: ShownCue, fresh: ShownCue) -> int:
    """Return how many words at the cue's beginning are the last lines, or the newest text, of the one before it."""
    words = cue.words
    shown = [before.lines[first:] for first in range(len(before.lines))] + [fresh.lines]
    for text in shown:  # the longest first
        carried = " ".join(text).split()
        if carried and words[: len(carried)] == carried:
            return len(carried)
    return 0


def _without(cue: ShownCue, words: int) -> ShownCue:
    """Return the cue without its first words, its lines kept."""
    lines: list[str] = []
    for line in cue.lines:
        of_line = line.split()
        if left := of_line[words:]:
            lines.append(" ".join(left))
        words = max(words - len(of_line), 0)
    return ShownCue(cue.line, cue.start, cue.end, tuple(lines))
