"""`chronos notifications`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, one_line, print_json, print_table
from chronos.cli.resolve_actor import WHO, creator_in_use
from chronos.cli.with_app import with_app
from chronos.errors import Invalid

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.notifications import Delivery

notifications = typer.Typer(no_args_is_help=True, help="Oversee what is sent to people and their programs.")


class Status(StrEnum):
    """How far a delivery is."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    UNWANTED = "unwanted"


@notifications.command("list")
def list_all(
    status: Annotated[Status | None, typer.Option(help="Only deliveries in this status.")] = None,
    creator: Annotated[str | None, typer.Option(metavar=WHO, help="Only deliveries of this creator.")] = None,
    limit: Annotated[int, typer.Option(metavar="NUMBER", help="Largest number of deliveries.", min=1, max=10000)] = 100,
    as_json: AsJson = False,
) -> None:
    """List deliveries, newest first, with why they failed.

    Example: chronos notifications list --status failed
    """
    from chronos.notifications import list_deliveries

    async def work(app: "App") -> "list[Delivery]":
        whose = await creator_in_use(app, creator) if creator else None
        return await list_deliveries(app.db, status=status.value if status else None, creator_id=whose, limit=limit)

    found = with_app(work)
    if as_json:
        print_json(found)
        return
    rows = [
        (
            str(one.id),
            one.status,
            one.kind,
            one.channel,
            one_line(one.url or str(one.person_id)),
            str(one.attempts),
            one_line(one.error or ""),
        )
        for one in found
    ]
    print_table(("ID", "STATUS", "KIND", "CHANNEL", "TO", "TRIES", "ERROR"), rows)


@notifications.command("retry")
def retry(
    ids: Annotated[list[int] | None, typer.Argument(metavar="ID…", help="Failed deliveries to try again.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Try all failed deliveries again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Try failed deliveries again, within a minute.

    Example: chronos notifications retry --all
    """
    from chronos.notifications import retry_deliveries

    if bool(ids) == everything:
        raise Invalid("Name the deliveries to try again, or pass --all.")
    count = with_app(lambda app: retry_deliveries(app.db, None if everything else ids))
    if as_json:
        print_json({"retried": count})
    else:
        typer.echo(f"{count:,} {'delivery' if count == 1 else 'deliveries'} will be tried again.")
