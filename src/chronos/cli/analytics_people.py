"""`chronos analytics`: students and what they ask."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.analytics_view import AsCsv, First, Last, days, print_for_programs, read_view
from chronos.cli.output import AsJson, one_line, print_table
from chronos.cli.resolve_actor import Owner
from chronos.model import Actor
from chronos.text import clock

if TYPE_CHECKING:
    from chronos.analytics import Cohorts, Days, Faq, QuestionGroup, Questions, StudentPage, ToldQuestion
    from chronos.app import App


def students(
    creator: Owner = None,
    at_risk: Annotated[bool, typer.Option("--at-risk", help="Only students at risk.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show when students were last seen, and who is at risk.

    Example: chronos analytics students --at-risk
    """
    from chronos.analytics import list_student_rows

    async def work(app: "App", actor: Actor) -> "StudentPage":
        async with app.db.acting_as(actor) as tx:
            return await list_student_rows(tx, is_at_risk=at_risk, limit=None)

    shown = read_view(creator, work)
    if print_for_programs(shown, as_json, as_csv):
        return
    rows = [
        (s.name, _day(s.last_seen_at), f"{s.percent} %", s.questions, "at risk" if s.is_at_risk else "")
        for s in shown.students
    ]
    print_table(("NAME", "LAST SEEN", "HEARD", "QUESTIONS", ""), rows)
    typer.echo(shown.rule)


def cohorts(creator: Owner = None, last: Last = None, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Show how many students come back, by month of joining.

    Example: chronos analytics cohorts
    """
    from chronos.analytics import get_cohorts, read_period

    async def work(app: "App", actor: Actor) -> "Cohorts":
        async with app.db.acting_as(actor) as tx:
            return await get_cohorts(tx, await read_period(tx, actor, *days(None, last)))

    shown = read_view(creator, work)
    if print_for_programs(shown, as_json, as_csv):
        return
    weeks = max((len(cohort.weeks) for cohort in shown.cohorts), default=0)
    rows = [
        (f"{cohort.month:%Y-%m}", cohort.students)
        + tuple("-" if week.active is None else f"{week.active / week.students:.0%}" for week in cohort.weeks)
        + ("",) * (weeks - len(cohort.weeks))
        for cohort in shown.cohorts
    ]
    print_table(("JOINED", "STUDENTS", *(f"WEEK {number + 1}" for number in range(weeks))), rows)
    typer.echo(f"{shown.rule} A week of fewer than {shown.least_group} students shows -." if rows else shown.rule)


def questions(
    creator: Owner = None, first: First = None, last: Last = None, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """Show what students ask most.

    Example: chronos analytics questions
    """
    _show_questions(_read(creator, days(first, last), False), as_json, as_csv)


def gaps(
    creator: Owner = None, first: First = None, last: Last = None, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """Show what students ask and no video covers.

    Example: chronos analytics gaps
    """
    _show_questions(_read(creator, days(first, last), True), as_json, as_csv)


def faq(
    creator: Owner = None, first: First = None, last: Last = None, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """Show what most students ask, with its answers.

    Example: chronos analytics faq
    """
    from chronos.analytics import get_faq

    async def work(app: "App", actor: Actor) -> "Faq":
        return await get_faq(app.db, app.engine, actor, days(first, last))

    shown = read_view(creator, work)
    if print_for_programs(shown, as_json, as_csv):
        return
    for entry in shown.entries:
        typer.echo(f"{entry.group.question}  ({entry.group.students} students; {entry.answer.model})")
        typer.echo("".join(f"    {line}\n" for line in entry.answer.text.splitlines()))
    if not shown.entries:
        typer.echo(shown.table().withheld)


def _read(creator: str | None, between: "Days", only_gaps: bool) -> "Questions":
    from chronos.analytics import get_questions

    async def work(app: "App", actor: Actor) -> "Questions":
        return await get_questions(app.db, actor, between, gaps=only_gaps)

    return read_view(creator, work)


def _show_questions(shown: "Questions", as_json: bool, as_csv: bool) -> None:
    if print_for_programs(shown, as_json, as_csv):
        return
    from chronos.analytics import small_text

    typer.echo(f"{shown.period.first} to {shown.period.last}: {shown.questions} questions of {shown.students} students")
    if shown.groups is None:
        typer.echo(small_text(shown.least_group, "asked"))
    else:
        _print_groups(shown.groups)
    if shown.told:
        _print_told(shown.told)


def _print_groups(groups: "Sequence[QuestionGroup]") -> None:
    rows: list[tuple[object, ...]] = []
    for g in groups:
        first, *more = [f"{one.title}, {clock(one.start_seconds)}" for one in g.moments] or [""]
        rows.append((g.questions, g.students, g.question, first, " ".join(g.unheard)))
        rows += [("", "", "", each, "") for each in more]
    print_table(("TIMES", "STUDENTS", "QUESTION", "CLOSEST MOMENT", "NEVER SAID"), rows)


def _print_told(told: "Sequence[ToldQuestion]") -> None:
    typer.echo("Students ask you to answer:")
    for each in told:
        closest = "; ".join(f"{one.title}, {clock(one.start_seconds)}" for one in each.moments)
        times = f"{each.times} times, last " if each.times > 1 else ""
        typer.echo(
            f"  {one_line(each.question)}  ({times}{_day(each.told_at)}{f'; closest: {closest}' if closest else ''})"
        )


def _day(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d}"
