"""Drop loops: rows of words that a model repeats and no speaker says. A drill or a refrain stays.

What is repeated is heard again, a few words at a time. A speaker who repeats a row says it there too; where a model has
lost itself, something else is said, or nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import regex

from chronos.model import TimeSpan, Word

# A row of words that comes again and again is a loop: short ones four times and eight words in all, longer ones thrice.
_MOST_LOOPED, _LONG_LOOP, _LOOPS, _LONG_LOOPS, _LOOP_WORDS = 30, 8, 4, 3, 8
_LEAST_SAME = 0.75  # of the words
_MOST_MISSES = 2  # of a loop, then it is the model's
_PUNCTUATION = regex.compile(r"[^\p{L}\p{M}\p{N}]+")  # vowel signs are part of words

Hear = Callable[[TimeSpan], Sequence[Word]]


@dataclass(frozen=True, slots=True)
class Loop:
    """A row of `length` words that stands again and again from `begin` to before `end`; the last may be cut off."""

    begin: int
    end: int
    length: int


def drop_loops(words: Sequence[Word], hear: Hear) -> list[Word]:
    """Return the words; of a row that comes again and again, the first, and those others that are heard alone too."""
    kept: list[Word] = []
    at = 0
    for loop in find_loops(words):
        second = loop.begin + loop.length
        kept += [*words[at:second], *_hear_again(words[second : loop.end], loop.length, hear)]
        at = loop.end
    return [*kept, *words[at:]]


def find_loops(words: Sequence[Word]) -> Iterator[Loop]:
    """Yield the rows of words that come again and again."""
    said = [bare(word.text) for word in words]
    at = 0
    while at < len(said):
        length, times = max(
            ((length, _repetitions(said, at, length)) for length in range(1, _MOST_LOOPED + 1)),
            key=lambda loop: loop[0] * loop[1] if _is_loop(*loop) else 0,
        )
        if not _is_loop(length, times):
            at += 1
            continue
        end = at + length * times
        if said[end:] == said[at : at + len(said) - end]:  # cut off within one more
            end = len(said)
        yield Loop(at, end, length)
        at = end


def bare(text: str) -> str:
    """Return a word as it is compared."""
    return str(_PUNCTUATION.sub("", text.casefold()))


def _hear_again(words: Sequence[Word], length: int, hear: Hear) -> Iterator[Word]:
    """Yield the words of repetitions in which most of them are heard, taken so few at a time that none is a loop."""
    step, misses = max((_LOOP_WORDS - 1) // length, 1) * length, 0
    for at in range(0, len(words), step):
        part = words[at : at + step]
        heard = [bare(word.text) for word in hear(TimeSpan(part[0].start_seconds, part[-1].end_seconds))]
        if _is_same(heard, [bare(word.text) for word in part]):
            yield from part
        elif (misses := misses + 1) >= _MOST_MISSES:
            return


def _is_same(heard: Sequence[str], said: Sequence[str]) -> bool:
    same = sum(word in said for word in heard)
    return same >= _LEAST_SAME * max(len(heard), len(said)) and _LEAST_SAME * len(heard) <= len(said)


def _is_loop(length: int, times: int) -> bool:
    return times >= (_LONG_LOOPS if length >= _LONG_LOOP else _LOOPS) and length * times >= _LOOP_WORDS


def _repetitions(said: Sequence[str], at: int, length: int) -> int:
    """Return how often the row of `length` words at `at` stands there one after another."""
    row, times = said[at : at + length], 1
    while len(row) == length and said[at + times * length : at + (times + 1) * length] == row:
        times += 1
    return times
