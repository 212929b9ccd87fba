"""A creator's cases in plain words: what its students find, what they miss, and what to do about it."""

import textwrap
from typing import TYPE_CHECKING

import typer

from chronos.cli.present import clock, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chronos.evaluation import Missed, Report
    from chronos.model import Moment

QUOTE_CHARACTERS = 100
WHY = {
    "not_visible": "students cannot see this video: is it published, and completed?",
    "nothing_came": "nothing came: is there a video that students can see?",
    "elsewhere": "the right video, at another place: is this place as good an answer, or the time of the case wrong?",
    "another_video": "if that answers it as well, make it the case; if not, ask in words that are said in your video",
}


def print_report(report: "Report") -> None:
    """The report as a creator reads it."""
    questions = "1 question" if report.cases == 1 else f"{report.cases:,} questions"
    typer.echo(f"{questions}: {report.covered:,} answered in your videos, {_uncovered(report):,} not.\n")
    if report.covered:
        _print_found(report)
    if _uncovered(report):
        typer.echo(
            f"Of the {_uncovered(report):,} that your videos do not cover, "
            f"{_uncovered(report) - len(report.answered_anyway):,} got the plain word that they do not."
        )
    _print_missed("Missed", [one for one in report.missed if one.place is None])
    _print_missed("Found, but something else came first", [one for one in report.missed if one.place is not None])
    _print_answered_anyway(report.answered_anyway)
    if report.refused:
        typer.echo("\nAnswered in your videos, and yet students were told that it is not covered:")
        for question in report.refused:
            typer.echo(f"  “{one_line(question)}”")


def _uncovered(report: "Report") -> int:
    return report.cases - report.covered


def _print_found(report: "Report") -> None:
    typer.echo(f"Found first:             {_of(report.found_first, report.covered)}")
    typer.echo(f"Found within five:       {_of(report.found_within_five, report.covered)}")
    if report.jump_error_median_s is not None:
        typer.echo(f"How far off:             {report.jump_error_median_s:.0f} s, for half of those found first")
    typer.echo(f"Told “not covered”:      {_of(len(report.refused), report.covered)}")
    typer.echo("(Found: who presses play hears the answer within a minute.)\n")


def _of(count: int, total: int) -> str:
    return f"{count:,} of {total:,} ({count / total:.0%})"


def _print_missed(heading: str, missed: "Sequence[Missed]") -> None:
    if missed:
        typer.echo(f"\n{heading}:")
    for one in missed:
        place = f" (came as number {one.place})" if one.place else ""
        typer.echo(f"  “{one_line(one.question)}”")
        typer.echo(f"    answered in   {one_line(one.title)} {clock(one.at_seconds)}{place}")
        if one.instead is not None:
            typer.echo(f"    came instead  {_where(one.instead)}")
        typer.echo(f"    → {WHY[one.reason]}")


def _print_answered_anyway(answered: "Sequence[tuple[str, Moment]]") -> None:
    if answered:
        typer.echo("\nNot covered, and answered anyway:")
    for question, moment in answered:
        typer.echo(f"  “{one_line(question)}”")
        typer.echo(f"    answered by   {_where(moment)}")


def _where(moment: "Moment") -> str:
    said = textwrap.shorten(one_line(moment.text), QUOTE_CHARACTERS, placeholder=" …")
    return f"{one_line(moment.title)} {clock(moment.play_seconds)}  “{said}”"
