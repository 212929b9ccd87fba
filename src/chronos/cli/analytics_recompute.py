"""`chronos analytics recompute`."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, print_json
from chronos.cli.resolve_actor import WHO, creator_in_use
from chronos.cli.with_app import with_app

if TYPE_CHECKING:
    from chronos.analytics import Recomputed
    from chronos.app import App

DAY = ["%Y-%m-%d"]


def recompute(
    first: Annotated[datetime, typer.Option("--from", metavar="DATE", formats=DAY, help="First day to count.")],
    last: Annotated[
        datetime | None, typer.Option("--to", metavar="DATE", formats=DAY, help="Last day. Default: today.")
    ] = None,
    creator: Annotated[
        str | None, typer.Option("--creator", metavar=WHO, help="Only this creator. Default: all creators.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Recount past days from recorded facts, and all courses.

    A day that is counted again has the same numbers. Facts are kept for 13 months; earlier days stay as they are.

    Example: chronos analytics recompute --from 2026-01-01
    """
    from chronos.analytics import recompute as recompute_days

    async def work(app: "App") -> "Recomputed":
        owner = await creator_in_use(app, creator) if creator is not None else None
        return await recompute_days(app.db, first.date(), last.date() if last else None, owner)

    done = with_app(work)
    if as_json:
        print_json(done)
        return
    typer.echo(f"Counted {_several(done.days, 'day')} of {_several(done.creators, 'creator')}.")
    if done.first_countable is not None and first.date() < done.first_countable:
        typer.echo(f"Days before {done.first_countable} stay as they are: their facts are no longer kept.")


def _several(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
