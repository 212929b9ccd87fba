"""The report of a creator's cases."""

import pytest

from chronos.cli.eval_cases import print_report
from chronos.evaluation import Asked, Case, Report, make_report
from tests.evaluation.records import INTRO, LIGHT, TITLES, a_moment, asked


def report_of(*all_asked: Asked, visible: tuple[object, ...] = (INTRO, LIGHT)) -> Report:
    cases = [
        Case(one.question, TITLES[one.question.target.video_id] if one.question.target else None) for one in all_asked
    ]
    return make_report(all_asked, cases, {video for video in TITLES if video in visible})


def test_report_counts_cases_and_gives_reasons() -> None:
    report = report_of(
        asked(100, a_moment(start=90)),
        asked(101, a_moment(LIGHT, 5), a_moment(start=90)),
        asked(102, a_moment(start=300)),
        asked(103, a_moment(LIGHT, 5), is_answered=False),
        asked(104),
        asked(None, a_moment(LIGHT, 5)),
        asked(None, a_moment(LIGHT, 5), is_answered=False),
    )
    assert (report.cases, report.covered, report.found_first, report.found_within_five) == (7, 5, 1, 2)
    assert report.jump_error_median_s == 10
    assert [(one.place, one.reason) for one in report.missed] == [
        (2, "another_video"),
        (None, "elsewhere"),
        (None, "another_video"),
        (None, "nothing_came"),
    ]
    assert report.refused == ["Question 103?"]
    assert [question for question, _ in report.answered_anyway] == ["Question None?"]


def test_invisible_video_is_a_reason() -> None:
    report = report_of(asked(100, a_moment(INTRO, 5), video_id=LIGHT, is_answered=False), visible=(INTRO,))
    assert [one.reason for one in report.missed] == ["not_visible"]
    assert report.refused == []


def test_report_is_printed_in_plain_words(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(
        report_of(
            asked(100, a_moment(start=90)),
            asked(101, a_moment(LIGHT, 65), a_moment(start=90), is_answered=False),
            asked(102, a_moment(start=300)),
            asked(None, a_moment(LIGHT, 5)),
        )
    )
    told = capsys.readouterr().out
    assert "4 questions: 3 answered in your videos, 1 not." in told
    assert "Found first:             1 of 3 (33%)" in told
    assert "Found within five:       2 of 3 (67%)" in told
    assert "Median distance:         10 s" in told
    assert "“Question 101?”\n    answered in   Intro 1:41 (found as number 2)\n    found instead Light 1:05" in told
    assert "found instead Intro 5:00  “What is said.”" in told
    assert "Not covered, but answered anyway:\n  “Question None?”\n    answered by   Light 0:05" in told
    assert "reported to students as not covered:\n  “Question 101?”" in told


def test_report_of_one_kind_of_cases(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(report_of(asked(None, is_answered=False)))
    told = capsys.readouterr().out
    assert "1 question: 0 answered" in told
    assert "Found first" not in told
    print_report(report_of(asked(100, a_moment(start=90))))
    assert "do not cover" not in capsys.readouterr().out
