"""Judge which language is spoken when, so that a short or unsure piece does not change it."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Protocol

from chronos.model import TimeSpan
from chronos.providers.speech.find_speech import STRETCH_SECONDS, Speech

# Pieces of three seconds are judged wrong four times as often as those of five.
PIECE_SECONDS = 5.0
_ALONE_SECONDS = 5.0
_STEP_SECONDS = 2.5
_NEAR_SECONDS = 7.0  # of a change, in which its pause is looked for
# What a change of language has to be worth, in log-probability. It is paid twice for speech between others, which
# therefore has to be 50 times as probable in its own language as in theirs, and twice as probable as a whole.
CHANGE_COST = 2.0
_LEAST_PROBABILITY = 0.02
_MOST_LANGUAGES, _LONG_SECONDS = 2, 20.0  # in a window: what is unclear sounds like many others for a moment
_SIDE_SECONDS = 10.0  # of a change, by which it is placed: a voice has to settle
_WHOLE_SECONDS = 15.0  # a shorter stretch is judged as a whole first
_SURER = 2.0  # has a run to be of its own language than of a neighbour's, as a whole
_UNCLEAR = "la"  # what Whisper takes unclear speech for

Probabilities = Mapping[str, float]  # by ISO 639-1 code


class Judge(Protocol):
    """Tells how probable speech is in each language."""

    def judge_within(self, stretch: TimeSpan, parts: Sequence[TimeSpan]) -> Sequence[Probabilities]:
        """Return it for parts of a stretch, each as it sounds among the others. It costs little."""
        ...

    def judge_alone(self, part: TimeSpan) -> Probabilities:
        """Return it for a few seconds, without what is around them."""
        ...


@dataclass(frozen=True, slots=True)
class Spoken:
    """A stretch of speech in one language, and how probable that is."""

    stretch: TimeSpan
    language: str
    probability: float


@dataclass(frozen=True, slots=True)
class Piece:
    """Some seconds of speech, and how probable they are in each language."""

    span: TimeSpan
    heard: Probabilities
    is_alone: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces in a row in one language: from and to which second."""

    language: str
    start_seconds: float
    end_seconds: float


def divide_by_language(speech: Speech, judge: Judge, previous: str | None = None) -> list[Spoken]:
    """Return the stretches of `speech`, divided also where the language changes; `previous` was spoken before.

    Where pieces of a stretch sound like another language than the rest, they are heard alone, in halves.
    """
    stretches = speech.stretches()
    pieces = [piece for stretch in stretches for piece in _cut(stretch, judge)]
    languages = _judge_pieces(pieces, previous)
    for reach in (0, 1):
        doubtful = [i for i, piece in enumerate(pieces) if _is_doubtful(piece, languages[i])]
        near = {i + step for i in doubtful for step in range(-reach, reach + 1)}
        pieces = [
            part
            for i, piece in enumerate(pieces)
            for part in (_hear_alone(piece, speech, judge) if i in near and not piece.is_alone else [piece])
        ]
        languages = _judge_pieces(pieces, previous)
    runs = _confirm(_find_runs(pieces, languages), judge)
    borders = [0.0, *_place_borders(speech, judge, runs), speech.seconds]
    return [
        Spoken(part, run.language, _probability(pieces, run.language, part))
        for run, (start, end) in zip(runs, pairwise(borders), strict=True)
        for part in (speech.stretches(TimeSpan(start, end)) if len(runs) > 1 else stretches)
    ]


def judge_languages(heard: Sequence[Probabilities], seconds: Sequence[float], previous: str | None = None) -> list[str]:
    """Return the most probable course of languages over pieces that last `seconds` each (Viterbi's algorithm).

    Few languages take part: unclear speech sounds like any.
    """
    languages = _find_languages(heard, seconds, previous)
    scores = {code: 0.0 if previous in (None, code) else -CHANGE_COST for code in languages}
    courses = {code: [code] for code in languages}
    for i, (one, length) in enumerate(zip(heard, seconds, strict=True)):
        if i:
            change = max(scores, key=lambda code: scores[code])
            stays = {code: scores[code] >= scores[change] - CHANGE_COST for code in languages}
            courses = {code: [*courses[code if stays[code] else change], code] for code in languages}
            scores = {code: scores[code] if stays[code] else scores[change] - CHANGE_COST for code in languages}
        weight = min(length / _STEP_SECONDS, 1.0)
        among = sum(one.get(code, 0.0) + _LEAST_PROBABILITY for code in languages)
        scores = {
            code: scores[code] + weight * math.log((one.get(code, 0.0) + _LEAST_PROBABILITY) / among)
            for code in languages
        }
    return courses[max(scores, key=lambda code: scores[code])] if heard else []


def _find_languages(heard: Sequence[Probabilities], seconds: Sequence[float], previous: str | None) -> list[str]:
    """Return the languages that may be spoken: the two heard most, others heard long, and the one before."""
    total: defaultdict[str, float] = defaultdict(float)
    for one, length in zip(heard, seconds, strict=True):
        for code, probability in one.items():
            total[code] += length * probability
    ranked = sorted((code for code in total if code != _UNCLEAR), key=lambda code: -total[code])
    found = {code for i, code in enumerate(ranked) if i < _MOST_LANGUAGES or total[code] >= _LONG_SECONDS}
    return sorted(found | ({previous} if previous else set()))


def _cut(stretch: TimeSpan, judge: Judge) -> list[Piece]:
    is_short = stretch.seconds < _WHOLE_SECONDS
    spans = [stretch] if is_short else _divide(stretch, round(stretch.seconds / PIECE_SECONDS))
    return [Piece(span, heard) for span, heard in zip(spans, judge.judge_within(stretch, spans), strict=True)]


def _hear_alone(piece: Piece, speech: Speech, judge: Judge) -> list[Piece]:
    """Return the halves of a piece, each with the mean of what it is within its stretch and alone."""
    return [
        Piece(half, _mean(piece.heard, judge.judge_alone(_widen(half, speech.seconds))), is_alone=True)
        for half in _divide(piece.span, 2)
    ]


def _mean(one: Probabilities, other: Probabilities) -> Probabilities:
    return {code: (one.get(code, 0.0) + other.get(code, 0.0)) / 2 for code in one.keys() | other.keys()}


def _divide(span: TimeSpan, count: int) -> list[TimeSpan]:
    cuts = [span.start_seconds + span.seconds * i / count for i in range(count + 1)]
    return [TimeSpan(start, end) for start, end in pairwise(cuts)]


def _widen(span: TimeSpan, end_seconds: float) -> TimeSpan:
    """Return what is heard alone for a span: itself and what is around it."""
    missing = max(_ALONE_SECONDS - span.seconds, 0.0) / 2
    start = max(min(span.start_seconds - missing, end_seconds - _ALONE_SECONDS), 0.0)
    return TimeSpan(start, min(max(start + _ALONE_SECONDS, span.end_seconds), end_seconds))


def _judge_pieces(pieces: Sequence[Piece], previous: str | None) -> list[str]:
    return judge_languages([piece.heard for piece in pieces], [piece.span.seconds for piece in pieces], previous)


def _is_doubtful(piece: Piece, language: str) -> bool:
    return max(piece.heard.values()) > piece.heard.get(language, 0.0)


def _find_runs(pieces: Sequence[Piece], languages: Sequence[str]) -> list[Run]:
    runs = []
    for language, group in groupby(zip(languages, pieces, strict=True), key=lambda one: one[0]):
        spans = [piece.span for _, piece in group]
        runs.append(Run(language, spans[0].start_seconds, spans[-1].end_seconds))
    return runs


def _confirm(runs: Sequence[Run], judge: Judge) -> list[Run]:
    """Return the runs, those joined with a neighbour that are more probable in its language when heard as a whole."""
    sure: list[Run] = []
    for i, run in enumerate(runs):
        beside = {one.language for one in (*sure[-1:], *runs[i + 1 : i + 2])}
        if not beside:
            return list(runs)
        whole = judge.judge_alone(
            TimeSpan(run.start_seconds, min(run.end_seconds, run.start_seconds + STRETCH_SECONDS))
        )
        own = whole.get(run.language, 0.0)
        other = max(beside, key=lambda code: whole.get(code, 0.0))
        language = run.language if own >= _SURER * whole.get(other, 0.0) else other
        if sure and sure[-1].language == language:
            sure[-1] = Run(language, sure[-1].start_seconds, run.end_seconds)
        else:
            sure.append(Run(language, run.start_seconds, run.end_seconds))
    return sure


def _place_borders(speech: Speech, judge: Judge, runs: Sequence[Run]) -> Iterator[float]:
    """Yield the second at which each run but the first begins."""
    reached = 0.0
    for before, after in pairwise(runs):
        near = after.start_seconds
        around = TimeSpan(max(reached, near - _NEAR_SECONDS), min(after.end_seconds, near + _NEAR_SECONDS))
        reached = max(
            speech.pauses(around), key=lambda pause: _worth(pause, judge, before, after), default=(near, 0.0)
        )[0]
        yield reached


def _worth(pause: tuple[float, float], judge: Judge, before: Run, after: Run) -> float:
    """Return how good a pause, given by its second and its length, is to divide two languages."""
    at, seconds = pause
    left = judge.judge_alone(TimeSpan(max(at - _SIDE_SECONDS, before.start_seconds), at))
    right = judge.judge_alone(TimeSpan(at, min(at + _SIDE_SECONDS, after.end_seconds)))
    return _log(left.get(before.language, 0.0)) + _log(right.get(after.language, 0.0)) + min(seconds, 1.0)


def _probability(pieces: Sequence[Piece], language: str, part: TimeSpan) -> float:
    """Return how probable the language is in a part of the speech: the mean of the pieces in it."""
    total, likely = 0.0, 0.0
    for piece in pieces:
        start, end = max(piece.span.start_seconds, part.start_seconds), min(piece.span.end_seconds, part.end_seconds)
        seconds = max(end - start, 0.0)
        total, likely = total + seconds, likely + seconds * piece.heard.get(language, 0.0)
    return likely / total if total else 0.0


def _log(probability: float) -> float:
    return math.log(max(probability, _LEAST_PROBABILITY))
