"""`chronos use`."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import one_line
from chronos.cli.resolve_actor import WHO, creator_in_use, write_used
from chronos.cli.with_app import with_app

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.members import Person


def use(
    creator: Annotated[
        str | None, typer.Argument(metavar=WHO, help="Name, e-mail address, or id of the creator. Default: show it.")
    ] = None,
) -> None:
    """Choose the creator that commands act for.

    `chronos up` prints a link that signs this creator in.

    Example: chronos use "Ada Lovelace"
    """
    person = with_app(lambda app: _use(app, creator))
    typer.echo(f"{one_line(person.name)} ({person.id})")


async def _use(app: "App", creator: str | None) -> "Person":
    from chronos.members import find_person
    from chronos.model import CreatorId

    if creator is None:
        return await find_person(app.db, str(await creator_in_use(app)), "creator")
    person = await find_person(app.db, creator, "creator")
    write_used(app.settings.home, CreatorId(person.id))
    return person
