"""`chronos creator limits`."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, print_json
from chronos.cli.record_command import note_creator
from chronos.cli.resolve_actor import WHO
from chronos.cli.tiers import print_limits, read_changes
from chronos.cli.with_app import with_app

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.usage import CreatorLimits


def limits(
    creator: Annotated[str, typer.Argument(metavar=WHO, help="Name, e-mail address, or id of the creator.")],
    changes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="LIMIT=VALUE", help="Its own limits, e.g. videos=500; `tier` restores that of the plan."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show or change the limits of one creator.

    Example: chronos creator limits "Ada Lovelace" videos=500 questions=tier
    """
    found = with_app(lambda app: _work(app, creator, read_changes(changes or [])))
    if as_json:
        print_json(found)
        return
    print_limits([(found.limits.tier, found.limits)])
    if found.overrides:
        typer.echo(f"Of its own: {', '.join(found.overrides)}.")


async def _work(app: "App", creator: str, changes: dict[str, str]) -> "CreatorLimits":
    from chronos.members import find_person
    from chronos.model import CreatorId
    from chronos.usage import change_creator_limits, get_creator_limits

    creator_id = CreatorId((await find_person(app.db, creator, "creator")).id)
    note_creator(creator_id)
    if changes:
        return await change_creator_limits(app.db, creator_id, changes)
    return await get_creator_limits(app.db, creator_id)
