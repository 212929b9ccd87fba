"""Check that words cover the speech, and listen again where they do not.

A model that hears 30 seconds at once may take the end of a sentence for the end of all, or repeat itself until its time
is up: what is said after that has no words. Times are seconds in a row of speech without silence (`find_speech`), so a
second without a word is a second without an explanation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import regex

from chronos.model import TimeSpan, Word

GAP_SECONDS = 1.0  # of speech without a word, that no pause between two words explains
ATTEMPTS = 2

# How long a word may last: slow speech, and signs that are spelled out. What is longer has swallowed others.
_WORD_SECONDS, _DIGIT_SECONDS, _CAPITAL_SECONDS, _IDEOGRAPH_SECONDS, _LETTER_SECONDS = 0.8, 0.5, 0.3, 0.3, 0.1
_FIRST_IDEOGRAPH = "\u2e80"
_LEAST_SHARE = 1 / 3  # of a gap, in words
_ECHO_SECONDS = 0.3  # around a cut, where a word may be heard on both sides
# A row of words that comes again and again is a loop: short ones four times and eight words in all, longer ones thrice.
_MOST_LOOPED, _LONG_LOOP, _LOOPS, _LONG_LOOPS, _LOOP_WORDS = 30, 8, 4, 3, 8
_PUNCTUATION = regex.compile(r"[^\p{L}\p{M}\p{N}]+")  # vowel signs are part of words


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in a gap. `is_speech` is False when the model hears no speech in it at all."""

    words: Sequence[Word]
    is_speech: bool = True


Listen = Callable[[TimeSpan, int], Heard]  # to a gap, for the first or a later time, each in another way


@dataclass(slots=True)
class Coverage:
    """The words of a stretch of speech, the gaps that stay without any, and what is no speech after all."""

    words: list[Word]
    gaps: list[TimeSpan] = field(default_factory=list)
    noises: list[TimeSpan] = field(default_factory=list)


def fill_gaps(words: Sequence[Word], stretch: TimeSpan, listen: Listen) -> Coverage:
    """Listen again to every gap between the words of a stretch, and put what is heard between them."""
    found = Coverage(drop_loops(words))
    settled: list[TimeSpan] = []  # noises, and slow words that were heard twice
    for attempt in range(ATTEMPTS):
        for gap in find_gaps(found.words, stretch, settled):
            heard = listen(gap, attempt)
            if not heard.is_speech:
                found.noises.append(gap)
                settled.append(gap)
                continue
            new = drop_loops(heard.words)
            if _covers(new, gap):
                old = [word for word in found.words if _is_inside(word, gap)]
                if old and _said(old) == _said(new):
                    settled.append(gap)
                found.words = _insert(found.words, new, gap)
    found.gaps = find_gaps(found.words, stretch, settled)
    return found


def find_gaps(words: Sequence[Word], stretch: TimeSpan, settled: Sequence[TimeSpan] = ()) -> list[TimeSpan]:
    """Return the parts of a stretch, at least `GAP_SECONDS` long, without a word of plausible length.

    A word that is that much too long is a part of its gap: where in it the word is said is not known.
    """
    firm = [word for word in words if word.end_seconds - word.start_seconds <= longest_seconds(word.text) + GAP_SECONDS]
    firm += [Word("", span.start_seconds, span.end_seconds) for span in settled]
    firm.sort(key=lambda word: word.start_seconds)
    gaps, reached = [], stretch.start_seconds
    for start, end in [*((word.start_seconds, word.end_seconds) for word in firm), (stretch.end_seconds,) * 2]:
        if start - reached >= GAP_SECONDS:
            gaps.append(TimeSpan(reached, start))
        reached = max(reached, end)
    return gaps


def longest_seconds(word: str) -> float:
    """Return how long a word may last."""
    return _WORD_SECONDS + sum(map(_character_seconds, word))


def drop_loops(words: Sequence[Word]) -> list[Word]:
    """Return the words with the first of each row that comes again and again, without its repetitions."""
    kept: list[Word] = list(words)
    said = [_bare(word.text) for word in words]
    at = 0
    while at < len(said):
        length, times = max(
            ((length, _repetitions(said, at, length)) for length in range(1, _MOST_LOOPED + 1)),
            key=lambda loop: loop[0] * loop[1] if _is_loop(*loop) else 0,
        )
        if _is_loop(length, times):
            begin, end = at + length, at + length * times
            if said[end:] == said[at : at + len(said) - end]:  # cut off within one more
                end = len(said)
            del kept[begin:end], said[begin:end]
            at += length
        else:
            at += 1
    return kept


def _is_loop(length: int, times: int) -> bool:
    return times >= (_LONG_LOOPS if length >= _LONG_LOOP else _LOOPS) and length * times >= _LOOP_WORDS


def _repetitions(said: Sequence[str], at: int, length: int) -> int:
    """Return how often the row of `length` words at `at` stands there one after another."""
    row, times = said[at : at + length], 1
    while len(row) == length and said[at + times * length : at + (times + 1) * length] == row:
        times += 1
    return times


def _covers(words: Sequence[Word], gap: TimeSpan) -> bool:
    """Return whether words explain enough of a gap: less is what a model makes up for noise."""
    seconds = sum(min(word.end_seconds - word.start_seconds, longest_seconds(word.text)) for word in words)
    return seconds >= gap.seconds * _LEAST_SHARE


def _insert(words: Sequence[Word], new: Sequence[Word], gap: TimeSpan) -> list[Word]:
    """Replace the words inside the gap by new ones, without those that are the words before and after it once more."""
    before = [word for word in words if word.start_seconds < gap.start_seconds]
    after = [word for word in words if word.start_seconds >= gap.start_seconds and not _is_inside(word, gap)]
    fresh = list(new)
    if fresh and before and _is_echo(fresh[0], before[-1], fresh[0].start_seconds - gap.start_seconds):
        del fresh[0]
    if fresh and after and _is_echo(fresh[-1], after[0], gap.end_seconds - fresh[-1].end_seconds):
        del fresh[-1]
    return [*before, *fresh, *after]


def _is_echo(word: Word, neighbour: Word, distance_seconds: float) -> bool:
    return distance_seconds < _ECHO_SECONDS and _bare(word.text) == _bare(neighbour.text)


def _is_inside(word: Word, gap: TimeSpan) -> bool:
    return gap.start_seconds <= word.start_seconds and word.end_seconds <= gap.end_seconds


def _said(words: Sequence[Word]) -> list[str]:
    return [_bare(word.text) for word in words]


def _bare(text: str) -> str:
    return str(_PUNCTUATION.sub("", text.casefold()))


def _character_seconds(character: str) -> float:
    if character.isdigit():
        return _DIGIT_SECONDS
    if character >= _FIRST_IDEOGRAPH:
        return _IDEOGRAPH_SECONDS
    return _CAPITAL_SECONDS if character.isupper() else _LETTER_SECONDS
