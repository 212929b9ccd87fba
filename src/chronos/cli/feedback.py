"""`chronos feedback`."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, one_line, print_json
from chronos.cli.resolve_actor import As, acting_actor
from chronos.cli.with_app import with_app
from chronos.errors import Invalid
from chronos.text import clock

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.chat import Feedback

WORDS = {"right": "right", "wrong": "wrong", "wrong_moment": "wrong moment"}


def feedback(
    verdict: Annotated[
        str | None, typer.Option(metavar="VERDICT", help="Only right, wrong or wrong_moment. Default: all.")
    ] = None,
    limit: Annotated[int, typer.Option(metavar="NUMBER", help="Largest number of answers.", min=1, max=200)] = 50,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """List what students think of answers, the latest first.

    Example: chronos feedback --verdict wrong
    """
    from chronos.chat import FEEDBACK_VERDICTS, list_feedback

    if verdict is not None and verdict not in FEEDBACK_VERDICTS:
        raise Invalid(f"{verdict!r} is not a verdict: use one of {', '.join(FEEDBACK_VERDICTS)}.")

    async def work(app: "App") -> "list[Feedback]":
        async with app.db.acting_as(await acting_actor(app, person)) as tx:
            return await list_feedback(tx, verdict=verdict, limit=limit)

    found = with_app(work)
    if as_json:
        print_json(found)
        return
    if not found:
        typer.echo("No feedback yet.")
    for one in found:
        typer.echo(f"{one.updated_at:%Y-%m-%d}  {WORDS[one.verdict]}  “{one_line(one.question)}”")
        for citation in one.citations:
            typer.echo(f"    answered  {one_line(citation.title)} {clock(citation.start_seconds)}")
        if one.better is not None:
            typer.echo(f"    better    {one_line(one.better.title)} {clock(one.better.at_seconds)}")
        typer.echo(f"    message   {one.message_id}")
