"""Report which cases were found and which were missed, and why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from chronos.evaluation.cases import Case
from chronos.evaluation.score import Asked, Target, rank, score
from chronos.model import Moment, VideoId

# Why a case was missed: students cannot see its video, no moment was found, or the first one was elsewhere in the same
# video, or in another video.
Reason = Literal["not_visible", "nothing_came", "elsewhere", "another_video"]


@dataclass(frozen=True, slots=True)
class Missed:
    """A case whose answer was not first; `place` counts from 1, None: not among the first ten.

    `instead` is the moment that was first.
    """

    question: str
    title: str
    at_seconds: float
    place: int | None
    reason: Reason
    instead: Moment | None


@dataclass(frozen=True, slots=True)
class Report:
    """Counts of cases, and the questions that went wrong.

    `refused`: an answer exists that students can see, and none was given; `answered_anyway`: none exists, and one was.
    `from_feedback`: the questions whose answers students named.
    """

    cases: int
    covered: int
    found_first: int
    found_within_five: int
    jump_error_median_s: float | None
    missed: Sequence[Missed]
    refused: Sequence[str]
    answered_anyway: Sequence[tuple[str, Moment]]
    from_feedback: Sequence[str] = ()


def make_report(asked: Sequence[Asked], cases: Sequence[Case], visible: Collection[VideoId]) -> Report:
    """Compare the answers to `cases`, in their order; `visible`: the videos that students can see."""
    titles = {case.question.target.video_id: case.title or "" for case in cases if case.question.target is not None}
    covered = [(one, one.question.target) for one in asked if one.question.target is not None]
    ranks = [rank(one) for one, _ in covered]
    return Report(
        cases=len(asked),
        covered=len(covered),
        found_first=sum(place == 1 for place in ranks),
        found_within_five=sum(place is not None and place <= 5 for place in ranks),
        jump_error_median_s=score(asked).jump_error_median_s,
        missed=[
            _missed(one, target, titles[target.video_id], visible)
            for (one, target), place in zip(covered, ranks, strict=True)
            if place != 1
        ],
        refused=[one.question.text for one, at in covered if not one.is_answered and at.video_id in visible],
        answered_anyway=[
            (one.question.text, one.moments[0]) for one in asked if one.question.target is None and one.is_answered
        ],
        from_feedback=[case.question.text for case in cases if case.is_feedback],
    )


def _missed(asked: Asked, target: Target, title: str, visible: Collection[VideoId]) -> Missed:
    first = asked.moments[0] if asked.moments else None
    if target.video_id not in visible:
        reason: Reason = "not_visible"
    elif first is None:
        reason = "nothing_came"
    else:
        reason = "elsewhere" if first.video_id == target.video_id else "another_video"
    return Missed(asked.question.text, title, target.at_seconds, rank(asked), reason, first)
