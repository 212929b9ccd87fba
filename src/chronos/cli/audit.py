"""`chronos audit`."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, print_json, print_table
from chronos.cli.resolve_actor import WHO
from chronos.cli.with_app import with_app

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.members import Record


def audit(
    creator: Annotated[
        str | None, typer.Option(metavar=WHO, help="Only what concerns this creator's school. Default: everything.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--from", metavar="TIME", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="Not before, in UTC."),
    ] = None,
    action: Annotated[
        str | None, typer.Option(metavar="ACTION", help="An action, e.g. staff.removed, or all of a noun, e.g. staff.")
    ] = None,
    before: Annotated[int | None, typer.Option(metavar="NUMBER", help="Only records before this one.")] = None,
    limit: Annotated[int, typer.Option(metavar="N", help="At most so many.", min=1, max=10_000)] = 50,
    as_json: AsJson = False,
) -> None:
    """List who did what, newest first.

    Sign-ins, staff, limits, readings, exports, erasures, commands. Records are kept for 400 days.

    Example: chronos audit --action staff --from 2025-01-01
    """
    from datetime import UTC

    from chronos.members import RecordFilter, find_person, list_any_records
    from chronos.model import CreatorId

    async def work(app: "App") -> "list[Record]":
        of = CreatorId((await find_person(app.db, creator, "creator")).id) if creator is not None else None
        moment = since.replace(tzinfo=UTC) if since else None
        return await list_any_records(app.db, RecordFilter(of, moment, action, before, limit))

    found = with_app(work)
    if as_json:
        print_json(found)
        return
    rows = [
        (
            one.id,
            f"{one.happened_at:%Y-%m-%d %H:%M:%S}",
            one.actor_kind,
            one.actor_id or one.service or "",
            one.action,
            f"{one.target_kind or ''} {one.target_id or one.details.get('command') or ''}".strip(),
        )
        for one in found
    ]
    print_table(("NUMBER", "TIME", "BY", "WHO", "ACTION", "OF"), rows)
