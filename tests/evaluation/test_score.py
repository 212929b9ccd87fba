"""Which moments are heard, and the measures of a few questions counted by hand."""

from dataclasses import replace

import pytest

from chronos.evaluation import Target, score
from chronos.evaluation.score import is_heard, jump_error, rank
from tests.evaluation.records import INTRO, LIGHT, a_moment, asked


@pytest.mark.parametrize(
    ("start", "heard"),
    [(39.9, False), (40.0, True), (100.0, True), (105.0, True), (105.1, False)],
)
def test_moment_is_heard_from_a_minute_before_to_five_seconds_after(start: float, heard: bool) -> None:
    assert is_heard(a_moment(start=start), Target(INTRO, 100)) is heard


def test_moment_of_another_video_is_not_heard() -> None:
    assert not is_heard(a_moment(LIGHT, 100), Target(INTRO, 100))


def test_rank_is_the_first_heard_place() -> None:
    wrong, right = a_moment(LIGHT, 100), a_moment(INTRO, 95)
    assert rank(asked(100, right, wrong)) == 1
    assert rank(asked(100, wrong, wrong, right, right)) == 3
    assert rank(asked(100, wrong)) is None
    assert rank(asked(100)) is None
    assert rank(asked(100, *[wrong] * 10, right)) is None  # the eleventh is looked at by nobody
    assert rank(asked(None, right)) is None


def test_jump_error_needs_a_heard_first_moment() -> None:
    assert jump_error(asked(100, a_moment(start=88))) == 12
    assert jump_error(asked(100, a_moment(start=104))) == 4
    assert jump_error(asked(100, a_moment(LIGHT, 88), a_moment(start=88))) is None
    assert jump_error(asked(100, a_moment(start=20))) is None


def test_all_measures_of_four_questions() -> None:
    wrong = a_moment(LIGHT, 100)
    found = score(
        [
            asked(100, a_moment(start=90), seconds=0.010),
            asked(100, a_moment(start=50), seconds=0.020),
            asked(100, wrong, a_moment(start=90), is_answered=False, seconds=0.030),
            asked(100, *[wrong] * 7, a_moment(start=90), seconds=0.040),
            asked(None, wrong, is_answered=False, seconds=0.050),
            asked(None, wrong, seconds=0.060),
        ]
    )
    assert found.questions == 4
    assert found.heard_within_60s_at_1 == 0.5
    assert found.heard_within_20s_at_1 == 0.25
    assert found.heard_within_60s_at_5 == 0.75
    assert found.mrr_at_10 == pytest.approx((1 + 1 + 1 / 2 + 1 / 8) / 4, abs=1e-4)
    assert found.jump_error_median_s == 30  # of 10 and 50
    assert found.answered_answerable == 0.75
    assert found.answered_unanswerable == 0.5
    assert found.latency_ms_p50 == 35
    assert found.latency_ms_p95 == 57.5


def test_missing_measures_are_none() -> None:
    found = score([asked(100, a_moment(LIGHT, 0))])
    assert (found.jump_error_median_s, found.answered_unanswerable) == (None, None)
    assert found.heard_within_60s_at_1 == 0
    assert score([]).mrr_at_10 is None


def test_the_curve_pairs_both_kinds_of_questions_at_each_threshold() -> None:
    likely = [replace(asked(100), probability=probability) for probability in (0.9, 0.8, 0.6, 0.2)]
    others = [replace(asked(None), probability=probability) for probability in (0.7, 0.1)]
    found = score([*likely, *others])
    points = list(zip(found.refusal_thresholds, found.refusal_curve, strict=True))
    assert points == [(0.6, (0.75, 0.5)), (0.2, (1.0, 0.5))]
    assert score(likely).refusal_curve == []
