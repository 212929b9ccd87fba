"""Check that words cover the speech, and listen again where they do not.

A model that hears 30 seconds at once may take the end of a sentence for the end of all, or repeat itself until its time
is up: what is said after that has no words. Times are seconds in a row of speech without silence (`find_speech`), so a
second without a word is a second without an explanation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from chronos.model import TimeSpan, Word
from chronos.providers.speech.drop_loops import bare, drop_loops

GAP_SECONDS = 1.0  # of speech without a word, that no pause between two words explains
ATTEMPTS = 2

# How long a word may last: slow speech, and signs that are spelled out. What is longer has swallowed others.
_WORD_SECONDS, _DIGIT_SECONDS, _CAPITAL_SECONDS, _IDEOGRAPH_SECONDS, _LETTER_SECONDS = 0.8, 0.5, 0.3, 0.3, 0.1
_FIRST_IDEOGRAPH = "\u2e80"
_LEAST_SHARE = 1 / 3  # of a gap, in words
_THIN_SECONDS = 2.0  # that words in a row leave unexplained, though each of them is not too long
_ECHO_SECONDS = 0.3  # around a cut, where a word may be heard on both sides


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

    def hear(span: TimeSpan) -> Sequence[Word]:
        return listen(span, 0).words

    found = Coverage(drop_loops(words, hear))
    settled: list[TimeSpan] = []  # noises, and slow words that were heard twice
    for attempt in range(ATTEMPTS):
        for gap in find_gaps(found.words, stretch, settled):
            heard = listen(gap, attempt)
            if not heard.is_speech:
                found.noises.append(gap)
                settled.append(gap)
                continue
            new = drop_loops(heard.words, hear)
            if _covers(new, gap):
                old = [word for word in found.words if _is_inside(word, gap)]
                if old and _said(old) == _said(new):
                    settled.append(gap)
                found.words = _insert(found.words, new, gap)
    found.gaps = find_gaps(found.words, stretch, settled)
    return found


def find_gaps(words: Sequence[Word], stretch: TimeSpan, settled: Sequence[TimeSpan] = ()) -> list[TimeSpan]:
    """Return the parts of a stretch, at least `GAP_SECONDS` long, without a word of plausible length.

    A word that is that much too long is a part of its gap: where in it the word is said is not known. So are words that
    are too few for their time.
    """
    firm = [word for word in words if word.end_seconds - word.start_seconds <= longest_seconds(word.text) + GAP_SECONDS]
    firm += [Word("", span.start_seconds, span.end_seconds) for span in settled]
    firm.sort(key=lambda word: word.start_seconds)
    gaps, reached = [], stretch.start_seconds
    for start, end in [*((word.start_seconds, word.end_seconds) for word in firm), (stretch.end_seconds,) * 2]:
        if start - reached >= GAP_SECONDS:
            gaps.append(TimeSpan(reached, start))
        reached = max(reached, end)
    firm += [Word("", gap.start_seconds, gap.end_seconds) for gap in gaps]
    firm.sort(key=lambda word: word.start_seconds)
    return _merge([*gaps, *_thin_parts(firm, stretch)])


def _thin_parts(words: Sequence[Word], stretch: TimeSpan) -> list[TimeSpan]:
    """Return where words in a row leave `_THIN_SECONDS` unexplained, even if each lasts as long as a word may.

    A word without text stands for time that is explained.
    """
    thin: list[TimeSpan] = []
    total = most = 0.0
    begin = end = stretch.start_seconds
    for word, following in pairwise([*words, Word("", stretch.end_seconds, stretch.end_seconds)]):
        slot = following.start_seconds - word.start_seconds
        if total <= 0 or not word.text:
            total, most, begin = 0.0, 0.0, word.start_seconds
        total += slot - longest_seconds(word.text) if word.text else 0.0
        if total > most:
            most, end = total, following.start_seconds
            if most >= _THIN_SECONDS:
                thin = [*(one for one in thin if one.start_seconds != begin), TimeSpan(begin, end)]
    return thin


def _merge(spans: Sequence[TimeSpan]) -> list[TimeSpan]:
    merged: list[TimeSpan] = []
    for span in sorted(spans, key=lambda one: one.start_seconds):
        if merged and span.start_seconds < merged[-1].end_seconds:
            merged[-1] = TimeSpan(merged[-1].start_seconds, max(span.end_seconds, merged[-1].end_seconds))
        else:
            merged.append(span)
    return merged


def longest_seconds(word: str) -> float:
    """Return how long a word may last."""
    return _WORD_SECONDS + sum(map(_character_seconds, word))


def _covers(words: Sequence[Word], gap: TimeSpan) -> bool:
    """Return whether words explain enough of a gap: less is what a model makes up for noise."""
    seconds = sum(min(word.end_seconds - word.start_seconds, longest_seconds(word.text)) for word in words)
    return seconds >= gap.seconds * _LEAST_SHARE


def _insert(words: Sequence[Word], new: Sequence[Word], gap: TimeSpan) -> list[Word]:
    """Replace the words inside the gap by new ones, without those that are the words before and after it once more."""
    before = [word for word in words if word.start_seconds < gap.start_seconds]
    after = [word for word in words if word.start_seconds >= gap.start_seconds and not _is_inside(word, gap)]
    fresh = list(new)
    if len(fresh) > 1 and len(set(_said(fresh))) == 1:  # "no no no": really said again
        return [*before, *fresh, *after]
    if fresh and before and _is_echo(fresh[0], before[-1], fresh[0].start_seconds - gap.start_seconds):
        del fresh[0]
    if fresh and after and _is_echo(fresh[-1], after[0], gap.end_seconds - fresh[-1].end_seconds):
        del fresh[-1]
    return [*before, *fresh, *after]


def _is_echo(word: Word, neighbour: Word, distance_seconds: float) -> bool:
    return distance_seconds < _ECHO_SECONDS and bare(word.text) == bare(neighbour.text)


def _is_inside(word: Word, gap: TimeSpan) -> bool:
    return gap.start_seconds <= word.start_seconds and word.end_seconds <= gap.end_seconds


def _said(words: Sequence[Word]) -> list[str]:
    return [bare(word.text) for word in words]


def _character_seconds(character: str) -> float:
    if character.isdigit():
        return _DIGIT_SECONDS
    if character >= _FIRST_IDEOGRAPH:
        return _IDEOGRAPH_SECONDS
    return _CAPITAL_SECONDS if character.isupper() else _LETTER_SECONDS
