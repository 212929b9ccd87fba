"""The report on a creator's cases says what was found, missed and answered anyway."""

from uuid import UUID

import pytest

from chronos.cli.eval_cases import print_report
from chronos.evaluation import Missed, Report
from chronos.model import Moment, VideoId

MOMENT = Moment(VideoId(UUID(int=1)), "Light\n\x1b[31m", 70, 75, 68, 80, "A word " * 40, "", 0.5, "words")


def test_report_counts_and_explains(capsys: pytest.CaptureFixture[str]) -> None:
    missed = [
        Missed("What is\nlight?", "Light", 61, None, "another_video", MOMENT),
        Missed("What is dark?", "Dark", 5, 3, "elsewhere", None),
    ]
    print_report(Report(1004, 1001, 500, 900, 4.4, missed, ["Refused?"], [("Cake?", MOMENT)], ["Cake?"]))
    said = capsys.readouterr().out
    for line in (
        "1,004 questions: 1,001 answered in your videos, 3 not.",
        "Found first:             500 of 1,001 (50%)",
        "Median distance:         4 s from the answer",
        "Of the 3 that your videos do not cover, 2 were reported as not covered.",
        "“What is light?”",
        "answered in   Dark 0:05 (found as number 3)",
        "1 of them from feedback of students, marked with *.",
        "“Refused?”\n",
        "“Cake?” *",
        "answered by   Light [31m 1:08",
    ):
        assert line in said
    assert "\x1b" not in said
    assert max(map(len, said.splitlines())) < 180


def test_report_without_covered_questions_has_no_shares(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(Report(1, 0, 0, 0, None, [], [], []))
    said = capsys.readouterr().out
    assert said.startswith("1 question: 0 answered in your videos, 1 not.")
    assert "Found first" not in said
