"""Score moments by the seconds at which the answers are said. Pure: no database, no model."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chronos.chat import Citation
from chronos.evaluation.check_quotes import duplicates
from chronos.model import Moment, VideoId

# A moment is heard if playing starts at most this long before the answer is said, or LATE_SECONDS after.
HEARD_SECONDS, NEARLY_SECONDS, LATE_SECONDS = 60.0, 20.0, 5.0
MOMENTS = 10  # per question, best first
CURVE = tuple(percent / 100 for percent in range(50, 101))  # shares of the answerable questions at which it is read


@dataclass(frozen=True, slots=True)
class Target:
    """The video and the second in which the answer is said."""

    video_id: VideoId
    at_seconds: float


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and where it is answered; `target` None: nowhere."""

    text: str
    target: Target | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its moments, best first, whether it was answered, and the seconds that the search took.

    `quotes` are the citations of an answer, none when it was refused; `misquoted`: those that are not said so.
    `probability`, 0 to 1: how likely the library answers it.
    """

    question: Question
    moments: Sequence[Moment]
    is_answered: bool
    seconds: float
    quotes: Sequence[Citation] = ()
    misquoted: int = 0
    probability: float = 0.0


@dataclass(frozen=True, slots=True)
class Scores:
    """Fractions, seconds and milliseconds over many questions; None without anything to measure.

    `heard_…`, `mrr_at_10` and the jump error cover the questions that have an answer; docs/howto/evaluate.md defines
    each. `refusal_curve` has pairs: the share of the questions with an answer, and of those without, that each of
    `refusal_thresholds` lets be answered.
    """

    questions: int
    heard_within_60s_at_1: float | None
    heard_within_60s_at_5: float | None
    heard_within_20s_at_1: float | None
    mrr_at_10: float | None
    jump_error_median_s: float | None
    answered_answerable: float | None
    answered_unanswerable: float | None
    answer_in_first_quote: float | None
    answer_in_quotes: float | None
    quotes_per_answer: float | None
    duplicate_quotes: int
    misquotes: int
    latency_ms_p50: float | None
    latency_ms_p95: float | None
    refusal_curve: Sequence[tuple[float, float]]
    refusal_thresholds: Sequence[float]


def is_heard(moment: Moment, target: Target, within: float = HEARD_SECONDS) -> bool:
    """Return whether playing `moment` reaches the answer within `within` seconds and does not miss its beginning."""
    is_near = target.at_seconds - within <= moment.play_seconds <= target.at_seconds + LATE_SECONDS
    return moment.video_id == target.video_id and is_near


def rank(asked: Asked) -> int | None:
    """Return the place, from 1, of the first moment that is heard; None when none of the first ten is."""
    target = asked.question.target
    if target is None:
        return None
    places = (place for place, moment in enumerate(asked.moments[:MOMENTS], start=1) if is_heard(moment, target))
    return next(places, None)


def jump_error(asked: Asked) -> float | None:
    """Return the seconds between the start of playing the first moment and the answer; None unless it is heard."""
    target = asked.question.target
    if target is None or rank(asked) != 1:
        return None
    return abs(target.at_seconds - asked.moments[0].play_seconds)


def score(asked: Sequence[Asked]) -> Scores:
    """Compute all measures."""
    answerable = [one for one in asked if one.question.target is not None]
    unanswerable = [one for one in asked if one.question.target is None]
    ranks = [rank(one) for one in answerable]
    jumps = [jump for one in answerable if (jump := jump_error(one)) is not None]
    milliseconds = [one.seconds * 1000 for one in asked]
    points = refusal_points(answerable, unanswerable)
    return Scores(
        questions=len(answerable),
        heard_within_60s_at_1=_mean([place == 1 for place in ranks]),
        heard_within_60s_at_5=_mean([place is not None and place <= 5 for place in ranks]),
        heard_within_20s_at_1=_mean([_is_nearly(one) for one in answerable]),
        mrr_at_10=_mean([1 / place if place else 0.0 for place in ranks]),
        jump_error_median_s=_percentile(jumps, 50),
        answered_answerable=_mean([one.is_answered for one in answerable]),
        answered_unanswerable=_mean([one.is_answered for one in unanswerable]),
        answer_in_first_quote=_mean([_is_quoted(one, 1) for one in answerable]),
        answer_in_quotes=_mean([_is_quoted(one) for one in answerable]),
        quotes_per_answer=_mean([len(one.quotes) for one in asked if one.is_answered]),
        duplicate_quotes=sum(len(duplicates(one.quotes)) for one in asked),
        misquotes=sum(one.misquoted for one in asked),
        latency_ms_p50=_percentile(milliseconds, 50),
        latency_ms_p95=_percentile(milliseconds, 95),
        refusal_curve=[(with_answer, without) for _, with_answer, without in points],
        refusal_thresholds=[threshold for threshold, _, _ in points],
    )


def refusal_points(answerable: Sequence[Asked], unanswerable: Sequence[Asked]) -> list[tuple[float, float, float]]:
    """Return thresholds with the share of either kind of questions that each answers; none without both kinds."""
    if not answerable or not unanswerable:
        return []
    likely = np.array([one.probability for one in answerable])
    others = np.array([one.probability for one in unanswerable])
    cuts = np.unique(np.quantile(likely, [1 - share for share in CURVE], method="lower"))[::-1]
    return [
        (round(cut, 4), round(float((likely >= cut).mean()), 4), round(float((others >= cut).mean()), 4))
        for cut in cuts.tolist()
    ]


def _is_nearly(asked: Asked) -> bool:
    target = asked.question.target
    return target is not None and any(is_heard(moment, target, NEARLY_SECONDS) for moment in asked.moments[:1])


def _is_quoted(asked: Asked, most: int | None = None) -> bool:
    """Return whether the answer's second lies inside one of the first quotes, at most `most`; None: of all."""
    target = asked.question.target
    return target is not None and any(
        quote.video_id == target.video_id and quote.start_seconds <= target.at_seconds <= quote.end_seconds
        for quote in asked.quotes[:most]
    )


def _mean(values: Sequence[float]) -> float | None:
    return round(float(np.mean(values)), 4) if values else None


def _percentile(values: Sequence[float], percent: float) -> float | None:
    return round(float(np.percentile(values, percent)), 2) if values else None
