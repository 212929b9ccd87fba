"""Find the person on whose behalf a command acts."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from chronos.errors import Invalid
from chronos.model import Actor, CreatorId

if TYPE_CHECKING:
    from chronos.app import App

As = Annotated[
    str | None,
    typer.Option("--as", metavar="ID", help="Act as this creator or student. Default: the only creator."),
]


def parse_id(text: str) -> UUID:
    """Parse an id as it was typed. Raises Invalid."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid(f"{text!r} is not an id. Ids look like 1b4e28ba-2fa1-11d2-883f-0016d3cca427.") from error


async def acting_actor(app: "App", person: str | None) -> Actor:
    """Return the creator or student of `--as`, by default the only creator."""
    from chronos.members import resolve_actor

    return await resolve_actor(app.db, parse_id(person) if person else await only_creator(app))


async def only_creator(app: "App", creator: str | None = None) -> CreatorId:
    """Return the creator of `--creator`, by default the only one. Raises Invalid when there are none or several."""
    from chronos.members import list_creators

    if creator:
        return CreatorId(parse_id(creator))
    creators = await list_creators(app.db)
    if not creators:
        raise Invalid('There is no creator yet. Add one with `chronos creator add "Your name"`.', code="no_creator")
    if len(creators) > 1:
        raise Invalid(
            "There are several creators: pass an id with --creator or --as. `chronos creator list` lists them."
        )
    return creators[0].id
