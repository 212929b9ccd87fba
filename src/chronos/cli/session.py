"""The open application of a command, and on whose behalf the command acts."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from chronos.errors import Invalid
from chronos.model import Actor, CreatorId

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.config import Settings

Result = TypeVar("Result")


def with_app(work: Callable[["App"], Awaitable[Result]]) -> Result:
    """Run `work` with the application opened from the environment's settings."""
    from chronos.app import opened  # here and in the other commands: `chronos --help` needs none of it
    from chronos.cli.ending import run_unawaited
    from chronos.config import load_settings

    async def run() -> Result:
        async with opened(load_settings()) as app:
            return await work(app)

    return run_unawaited(run())


def migrated_url(settings: "Settings") -> str:
    """What the database's owner logs in as, once every migration is applied."""
    import asyncio

    from chronos.app import bring_up_to_date, owner_url

    asyncio.run(bring_up_to_date(settings))
    return owner_url(settings)


def parse_id(text: str) -> UUID:
    """An id as it was typed. Raises Invalid."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid(f"{text!r} is not an id; ids look like 1b4e28ba-2fa1-11d2-883f-0016d3cca427.") from error


async def acting_actor(app: "App", person: str | None) -> Actor:
    """The creator or student named by `--as`; without it, the only creator there is."""
    from chronos.members import resolve_actor

    return await resolve_actor(app.db, parse_id(person) if person else await only_creator(app))


async def only_creator(app: "App", creator: str | None = None) -> CreatorId:
    """The creator named, or the only one there is. Raises Invalid when it is not clear who is meant."""
    from chronos.members import list_creators

    if creator:
        return CreatorId(parse_id(creator))
    creators = await list_creators(app.db)
    if not creators:
        raise Invalid('There is no creator yet: make one with `chronos creator add "Your name"`.', code="no_creator")
    if len(creators) > 1:
        raise Invalid("There are several creators: say which by its id; `chronos creator list` shows them.")
    return creators[0].id
