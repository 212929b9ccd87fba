"""Find the person on whose behalf a command acts."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from chronos.cli.record_command import note_creator
from chronos.errors import Invalid
from chronos.model import Actor, CreatorId

if TYPE_CHECKING:
    from pathlib import Path

    from chronos.app import App
    from chronos.members import Kind, Person

WHO = "WHO"  # name, e-mail address, id or its beginning

As = Annotated[
    str | None,
    typer.Option("--as", metavar=WHO, help="Act as this creator or student. Default: the creator in use."),
]
Owner = Annotated[
    str | None, typer.Option("--creator", metavar=WHO, help="Name, e-mail or id. Default: the creator in use.")
]


def parse_id(text: str) -> UUID:
    """Parse an id as it was typed. Raises Invalid."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid(f"{text!r} is not an id. Ids look like 1b4e28ba-2fa1-11d2-883f-0016d3cca427.") from error


async def find_who(app: "App", text: str, kind: "Kind | None" = None) -> "Person":
    """Return the person that `text` means; of several with one name, the one of the creator in use."""
    from chronos.members import find_person

    found = await find_person(app.db, text, kind, of_creator=read_used(app.settings.home))
    note_creator(found.creator_id)
    return found


async def acting_actor(app: "App", person: str | None) -> Actor:
    """Return the creator or student of `--as`, by default the creator in use. Raises NotAllowed without access."""
    from chronos.cli.output import one_line
    from chronos.members import refuse_without_access, resolve_actor

    if person is not None:
        found = await find_who(app, person)
        async with app.db.acting_as(found.actor) as tx:
            await refuse_without_access(tx, one_line(found.name))
        return found.actor
    return await resolve_actor(app.db, await creator_in_use(app))


async def acting_creator(app: "App", creator: str | None) -> Actor:
    """Return the owner of `--creator`, by default of the creator in use."""
    from chronos.members import resolve_actor

    return await resolve_actor(app.db, await creator_in_use(app, creator))


async def creator_in_use(app: "App", creator: str | None = None) -> CreatorId:
    """Return the creator of `--creator`, by default that of `chronos use`, or the only one. Raises Invalid."""
    chosen = await _choose_creator(app, creator)
    note_creator(chosen)
    return chosen


async def _choose_creator(app: "App", creator: str | None) -> CreatorId:
    from chronos.members import find_person, list_creators

    if creator is not None:
        return CreatorId((await find_person(app.db, creator, "creator")).id)
    creators = await list_creators(app.db)
    used = read_used(app.settings.home)
    if not creators:
        raise Invalid('There is no creator yet. Add one with `chronos creator add "Your name"`.', code="no_creator")
    if used in {one.id for one in creators}:
        return CreatorId(used)
    if len(creators) > 1:
        raise Invalid(
            "There are several creators: name one with --creator or --as, or choose one with `chronos use NAME`. "
            "`chronos creator list` lists them."
        )
    return creators[0].id


def read_used(home: "Path") -> UUID | None:
    """Return the id that `chronos use` keeps; None when there is none, or nothing that is an id."""
    try:
        return UUID(_used_file(home).read_text().strip())
    except (OSError, ValueError):
        return None


def write_used(home: "Path", creator_id: CreatorId) -> None:
    """Keep the creator that commands act for."""
    from chronos.private_file import make_folder, write_text

    make_folder(home)
    write_text(_used_file(home), f"{creator_id}\n")


def _used_file(home: "Path") -> "Path":
    return home / "creator-in-use"
