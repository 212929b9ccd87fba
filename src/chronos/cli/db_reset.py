"""`chronos db reset`: begin again with an empty database."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.errors import Invalid

if TYPE_CHECKING:
    from chronos.config import Settings
    from chronos.operations.reset import Target


def reset(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    force: Annotated[
        str | None, typer.Option(metavar="NAME", help="The database's name, when it is not on this machine.")
    ] = None,
) -> None:
    """Remove everything that Chronos keeps in the database, and apply the migrations again.

    Example: chronos db reset
    """
    import asyncio

    from chronos.app import owner_url
    from chronos.config import load_settings
    from chronos.operations.reset import allow, look

    settings = load_settings()
    url = owner_url(settings)
    target = asyncio.run(look(url))
    allow(target, force)
    if not yes and not _agreed(target):
        typer.echo("Nothing was changed.", err=True)
        return
    asyncio.run(_reset(url))
    typer.echo(f"Stored files stay where they are: {_where(settings)}.", err=True)


def _agreed(target: "Target") -> bool:
    if not sys.stdin.isatty():
        raise Invalid("Nobody is here to ask: say --yes to remove everything in the database.", code="not_confirmed")
    return typer.confirm(
        f"Database {target.database} ({target.host}) has {target.creators} creators and {target.videos} videos in "
        f"{target.tables} tables. Remove all of it?"
    )


async def _reset(url: str) -> None:
    from chronos.db import migrate
    from chronos.operations.reset import empty

    migrations = migrate.load_migrations()  # first: files that cannot be read must not cost the database
    await empty(url)
    await migrate.push(url, migrations, lambda one: typer.echo(f"applied {one.file}"))


def _where(settings: "Settings") -> str:
    return settings.storage_url or str(settings.home / "storage")
