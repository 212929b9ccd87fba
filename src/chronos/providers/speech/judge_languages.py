"""Judge which language is spoken when, so that a short or unsure stretch does not change it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from chronos.model import TimeSpan
from chronos.providers.speech.find_speech import Speech

# What a change of language has to be worth, in log-probability. It is paid twice for a stretch between others, which
# therefore has to be 400 times as probable in its own language as in theirs.
CHANGE_COST = 3.0
_LEAST_PROBABILITY = 0.001
_FULL_SECONDS = 10.0  # a shorter stretch has that much less of a say
_PIECE_SECONDS = 5.0  # in which a change is looked for, and how far from there a pause may be

Probabilities = Mapping[str, float]  # by ISO 639-1 code
Judge = Callable[[Sequence[TimeSpan]], Sequence[Probabilities]]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A stretch of speech in one language, and how probable that is."""

    stretch: TimeSpan
    language: str
    probability: float


def divide_by_language(speech: Speech, judge: Judge, previous: str | None = None) -> list[Spoken]:
    """Return the stretches of `speech`, divided also where the language changes.

    `judge` gives the probabilities of languages in spans of the row; `previous` was spoken before.
    """
    stretches = speech.stretches()
    heard = judge(stretches)
    languages = judge_languages(heard, [stretch.seconds for stretch in stretches], previous)
    if len(set(languages)) > 1:
        runs = [list(run) for _, run in groupby(range(len(stretches)), key=lambda i: languages[i])]
        found = (_find_change(speech, judge, stretches, languages, run[0]) for run in runs[1:])
        changes = list(accumulate(found, max))
        borders = [0.0, *changes, speech.seconds]
        stretches = [part for start, end in pairwise(borders) for part in speech.stretches(TimeSpan(start, end))]
        codes = [languages[run[0]] for run in runs]
        languages = [codes[sum(change <= one.start_seconds for change in changes)] for one in stretches]
        heard = judge(stretches)
    return [
        Spoken(stretch, language, one.get(language, 0.0))
        for stretch, language, one in zip(stretches, languages, heard, strict=True)
    ]


def judge_languages(heard: Sequence[Probabilities], seconds: Sequence[float], previous: str | None = None) -> list[str]:
    """Return the most probable course of languages over stretches that last `seconds` each (Viterbi's algorithm)."""
    best_of_each = {max(one, key=lambda code: one[code]) for one in heard}
    languages = sorted(best_of_each | ({previous} if previous else set()))
    scores = {code: 0.0 if previous in (None, code) else -CHANGE_COST for code in languages}
    courses = {code: [code] for code in languages}
    for i, (one, length) in enumerate(zip(heard, seconds, strict=True)):
        if i:
            change = max(scores, key=lambda code: scores[code])
            stays = {code: scores[code] >= scores[change] - CHANGE_COST for code in languages}
            courses = {code: [*courses[code if stays[code] else change], code] for code in languages}
            scores = {code: scores[code] if stays[code] else scores[change] - CHANGE_COST for code in languages}
        weight = min(length / _FULL_SECONDS, 1.0)
        scores = {code: scores[code] + weight * _log(one.get(code, 0.0)) for code in languages}
    return courses[max(scores, key=lambda code: scores[code])] if heard else []


def find_change(before: Sequence[float], after: Sequence[float]) -> int:
    """Return how many pieces are in the first of two languages, by each piece's probability of either."""
    sums = [0.0]
    for first, second in zip(before, after, strict=True):
        sums.append(sums[-1] + _log(first) - _log(second))
    return max(range(len(sums)), key=lambda cut: sums[cut])


def _find_change(
    speech: Speech, judge: Judge, stretches: Sequence[TimeSpan], languages: Sequence[str], number: int
) -> float:
    """Return the second at which the language changes to that of stretch `number`: within it, or the one before."""
    start, end = stretches[number - 1].start_seconds, stretches[number].end_seconds
    count = max(round((end - start) / _PIECE_SECONDS), 1)
    cuts = [start + (end - start) * i / count for i in range(count + 1)]
    heard = judge([TimeSpan(a, b) for a, b in pairwise(cuts)])
    before, after = ([one.get(languages[i], 0.0) for one in heard] for i in (number - 1, number))
    return speech.longest_pause(cuts[find_change(before, after)], _PIECE_SECONDS)


def _log(probability: float) -> float:
    return math.log(max(probability, _LEAST_PROBABILITY))
