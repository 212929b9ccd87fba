"""`chronos whop inbox`, `chronos whop replay`, `chronos whop memberships`."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, one_line, print_json, print_table
from chronos.cli.resolve_actor import WHO, creator_in_use
from chronos.cli.with_app import with_app
from chronos.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chronos.app import App
    from chronos.whop import MirroredMembership


def inbox(
    status: Annotated[
        str | None,
        typer.Option(help="Only these: received, applied, superseded, ignored, waiting or failed."),
    ] = None,
    limit: Annotated[int, typer.Option(help="Deliveries at most.", min=1, max=10_000)] = 50,
    as_json: AsJson = False,
) -> None:
    """List deliveries of Whop, newest first, and count them.

    Example: chronos whop inbox --status failed
    """
    from chronos.whop import list_inbox

    found = with_app(lambda app: list_inbox(app.db, status, limit))
    if as_json:
        print_json(found)
        return
    rows = [
        (
            one.webhook_id,
            f"{one.received_at:%Y-%m-%d %H:%M:%S}",
            one.status,
            one.kind or "",
            one_line(one.error_message or (f"waits for {one.waits_for}" if one.waits_for else "")),
        )
        for one in found.events
    ]
    print_table(("ID", "RECEIVED", "STATUS", "TYPE", "WHY"), rows)
    typer.echo(", ".join(f"{count:,} {name}" for name, count in found.counts.items()) or "No deliveries.")
    for kind, count in found.kinds.items():
        typer.echo(f"ignored: {count:,} {kind}")


def replay(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help="Ids, as `chronos whop inbox` shows.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="All that failed.")] = False,
) -> None:
    """Apply deliveries of Whop again.

    Example: chronos whop replay --failed
    """
    from chronos.whop import replay_events, replay_failed

    if bool(ids) == failed:
        raise Invalid("Pass ids of deliveries, or --failed.")
    count = with_app(lambda app: replay_failed(app.db) if failed else replay_events(app.db, ids or []))
    typer.echo(f"{count:,} {'is' if count == 1 else 'are'} applied again by the worker; see `chronos whop inbox`.")


def memberships(
    creator: Annotated[str | None, typer.Option(metavar=WHO, help="Only of this creator.")] = None,
    as_json: AsJson = False,
) -> None:
    """List memberships as Whop last reported them.

    Example: chronos whop memberships --creator "Ada"
    """
    from chronos.whop import list_memberships

    async def work(app: "App") -> "Sequence[MirroredMembership]":
        return await list_memberships(app.db, await creator_in_use(app, creator) if creator else None)

    found = with_app(work)
    if as_json:
        print_json(found)
        return
    rows = [
        (
            one.id,
            one_line(one.creator or one.company_id),
            one.user_id or "",
            one.product_id or "",
            f"{one.state}, owes a payment" if one.owes_payment else one.state,
            ("until " + f"{one.access_ends_at:%Y-%m-%d %H:%M}" if one.access_ends_at else "yes")
            if one.gives_access
            else "no",
        )
        for one in found
    ]
    print_table(("ID", "CREATOR", "PERSON", "PRODUCT", "STATE", "ACCESS"), rows)
