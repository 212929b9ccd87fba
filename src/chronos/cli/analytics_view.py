"""Read a view of analytics as a creator, and print it for programs."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Protocol, TypeVar

import typer

from chronos.cli.output import print_json
from chronos.cli.resolve_actor import creator_in_use
from chronos.cli.with_app import with_app
from chronos.model import Actor

if TYPE_CHECKING:
    from chronos.analytics import Table
    from chronos.app import App

First = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], metavar="DATE", help="First day. Default: 29 days before the last."),
]
Last = Annotated[
    datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], metavar="DATE", help="Last day. Default: today.")
]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV for spreadsheets.")]


class View(Protocol):
    """What can be printed as CSV."""

    def table(self) -> "Table":
        """Return rows and columns."""
        ...


Shown = TypeVar("Shown", bound=View)


def read_view(creator: str | None, work: "Callable[[App, Actor], Awaitable[Shown]]") -> Shown:
    """Return what `work` reads as the creator of `--creator`, by default the one in use."""

    async def run(app: "App") -> Shown:
        from chronos.members import resolve_actor

        return await work(app, await resolve_actor(app.db, await creator_in_use(app, creator)))

    return with_app(run)


def print_for_programs(shown: View, as_json: bool, as_csv: bool) -> bool:
    """Print the view as CSV or JSON when either is asked for; return whether it was."""
    from chronos.analytics import to_csv

    if as_csv:
        typer.echo(to_csv(shown.table()), nl=False)
    elif as_json:
        print_json(shown)
    return as_csv or as_json


def days(first: datetime | None, last: datetime | None) -> tuple[date | None, date | None]:
    """Return the days of the options."""
    return (first.date() if first else None, last.date() if last else None)
