"""Join captions that roll up: each cue shows again what the one before it showed, above or before its new text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chronos.text import clusters, is_spaceless

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
        """The words of all lines; of a script without spaces the characters."""
        return _words(self.lines)


def join_rolling(cues: Sequence[ShownCue], *, has_inline_times: bool = False) -> list[ShownCue]:
    """Return the cues in the order of their start, each with its new text only; exact duplicates are dropped.

    A text that is shown again is dropped only in captions that roll up: they have times within the text, or most cues
    repeat the end of the one before and add to it, at once or after a pause. Elsewhere a repetition was said twice.
    """
    ordered = list(_unique(sorted(cues, key=lambda cue: (cue.start, cue.line))))
    if not (has_inline_times or _rolls_up(ordered)):
        return ordered
    return [cue for cue in _fresh(ordered) if cue.lines]


def follows(cue: ShownCue, before: ShownCue) -> bool:
    """Return whether no pause is between the two."""
    return cue.start - before.end <= NEAR_SECONDS


def _unique(cues: Sequence[ShownCue]) -> Iterator[ShownCue]:
    seen: set[tuple[float, float, tuple[str, ...]]] = set()
    for cue in cues:
        key = (cue.start, cue.end, cue.lines)
        if key not in seen:
            seen.add(key)
            yield cue


def _rolls_up(cues: Sequence[ShownCue]) -> bool:
    """Return whether most cues that show something new begin with what was shown: of those at once, or of all."""
    at_once, after_pauses = _Tally(), _Tally()
    before: ShownCue | None = None
    fresh: ShownCue | None = None
    for cue in cues:
        if before is None or fresh is None:
            before = fresh = cue
            continue
        carried, is_near = _carried(cue, before, fresh), follows(cue, before)
        rest = _without(cue, carried)
        is_telling = _is_telling(cue, carried)
        if not is_near:
            after_pauses.add(is_telling and bool(rest.lines))
            fresh = rest if is_telling and rest.lines else cue
        elif rest.lines:
            at_once.add(is_telling)
            fresh = rest
        before = cue
    return at_once.rolls or (at_once + after_pauses).rolls


@dataclass(slots=True)
class _Tally:
    rolling: int = 0
    others: int = 0

    @property
    def rolls(self) -> bool:
        return self.rolling > 0 and self.rolling >= self.others

    def add(self, is_rolling: bool) -> None:
        self.rolling, self.others = self.rolling + is_rolling, self.others + (not is_rolling)

    def __add__(self, other: "_Tally") -> "_Tally":
        return _Tally(self.rolling + other.rolling, self.others + other.others)


def _fresh(cues: Sequence[ShownCue]) -> Iterator[ShownCue]:
    before: ShownCue | None = None
    fresh: ShownCue | None = None
    for cue in cues:
        carried = _carried(cue, before, fresh) if before and fresh else 0
        rest = _without(cue, carried)
        # After a pause the same words are said again, unless more follows and they are many.
        is_near = before is not None and follows(cue, before)
        if not (is_near or (rest.lines and _is_telling(cue, carried))):
            rest = cue
        yield rest
        before, fresh = cue, rest if rest.lines else fresh


def _carried(cue: ShownCue, before: ShownCue, fresh: ShownCue) -> int:
    """Return how many words at the cue's beginning are the last lines, or the newest text, of the one before it."""
    words = cue.words
    shown = [before.lines[first:] for first in range(len(before.lines))] + [fresh.lines]
    for text in shown:  # the longest first
        carried = _words(text)
        if carried and words[: len(carried)] == carried:
            return len(carried)
    return 0


def _is_telling(cue: ShownCue, carried: int) -> bool:
    return len(" ".join(cue.words[:carried]).encode()) >= _TELLING_BYTES


def _words(lines: Sequence[str]) -> list[str]:
    return [word for line in lines for word in _words_of_line(line)]


def _words_of_line(line: str) -> list[str]:
    return [part for word in line.split() for part in (clusters(word) if is_spaceless(word) else [word])]


def _without(cue: ShownCue, words: int) -> ShownCue:
    """Return the cue without its first words, its lines kept."""
    lines: list[str] = []
    for line in cue.lines:
        of_line = _words_of_line(line)
        if words < len(of_line):
            lines.append(_drop(line, of_line[:words]) if words else " ".join(line.split()))
        words = max(words - len(of_line), 0)
    return ShownCue(cue.line, cue.start, cue.end, tuple(lines))


def _drop(line: str, words: Sequence[str]) -> str:
    """Return the line after the words with which it begins."""
    for word in words:
        line = line.lstrip()[len(word) :]
    return " ".join(line.split())
