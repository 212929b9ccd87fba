"""Print the report on a creator's cases: what students find, what they miss, and what to do about it."""

import textwrap
from typing import TYPE_CHECKING

import typer

from chronos.cli.output import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chronos.evaluation import Missed, Report
    from chronos.model import Moment

QUOTE_CHARACTERS = 100
WHY = {
    "not_visible": "students cannot see this video: check that it is published and completed",
    "nothing_came": "nothing was found: check that students can see a video",
    "elsewhere": "right video, other time: check whether this time answers as well, or the time of the case is wrong",
    "another_video": "if this answers it as well, make it the case; if not, ask with words that your video uses",
}


def print_report(report: "Report") -> None:
    """Print the report for creators."""
    questions = "1 question" if report.cases == 1 else f"{report.cases:,} questions"
    typer.echo(f"{questions}: {report.covered:,} answered in your videos, {_uncovered(report):,} not.\n")
    if report.from_feedback:
        typer.echo(f"{len(report.from_feedback):,} of them from feedback of students, marked with *.\n")
    if report.covered:
        _print_found(report)
    if _uncovered(report):
        typer.echo(
            f"Of the {_uncovered(report):,} that your videos do not cover, "
            f"{_uncovered(report) - len(report.answered_anyway):,} were reported as not covered."
        )
    _print_missed("Missed", [one for one in report.missed if one.place is None], report)
    _print_missed("Found, but not first", [one for one in report.missed if one.place is not None], report)
    _print_answered_anyway(report)
    if report.refused:
        typer.echo("\nAnswered in your videos, but reported to students as not covered:")
        for question in report.refused:
            typer.echo(f"  {_quoted(question, report)}")


def _quoted(question: str, report: "Report") -> str:
    return f"“{one_line(question)}”{' *' if question in report.from_feedback else ''}"


def _uncovered(report: "Report") -> int:
    return report.cases - report.covered


def _print_found(report: "Report") -> None:
    typer.echo(f"Found first:             {_of(report.found_first, report.covered)}")
    typer.echo(f"Found within five:       {_of(report.found_within_five, report.covered)}")
    if report.jump_error_median_s is not None:
        typer.echo(f"Median distance:         {report.jump_error_median_s:.0f} s from the answer, of those found first")
    typer.echo(f"Reported not covered:    {_of(len(report.refused), report.covered)}")
    typer.echo("(Found: the answer is heard within a minute of pressing play.)\n")


def _of(count: int, total: int) -> str:
    return f"{count:,} of {total:,} ({count / total:.0%})"


def _print_missed(heading: str, missed: "Sequence[Missed]", report: "Report") -> None:
    from chronos.text import clock

    if missed:
        typer.echo(f"\n{heading}:")
    for one in missed:
        place = f" (found as number {one.place})" if one.place else ""
        typer.echo(f"  {_quoted(one.question, report)}")
        typer.echo(f"    answered in   {one_line(one.title)} {clock(one.at_seconds)}{place}")
        if one.instead is not None:
            typer.echo(f"    found instead {_where(one.instead)}")
        typer.echo(f"    → {WHY[one.reason]}")


def _print_answered_anyway(report: "Report") -> None:
    if report.answered_anyway:
        typer.echo("\nNot covered, but answered anyway:")
    for question, moment in report.answered_anyway:
        typer.echo(f"  {_quoted(question, report)}")
        typer.echo(f"    answered by   {_where(moment)}")


def _where(moment: "Moment") -> str:
    from chronos.text import clock

    said = textwrap.shorten(one_line(moment.text), QUOTE_CHARACTERS, placeholder=" …")
    return f"{one_line(moment.title)} {clock(moment.play_seconds)}  “{said}”"
