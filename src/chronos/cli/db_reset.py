"""`chronos db reset`."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.confirm import confirm
from chronos.cli.record_command import record_command_at

if TYPE_CHECKING:
    from chronos.config import Settings
    from chronos.operations.reset import Target


def reset(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
    force: Annotated[
        str | None, typer.Option(metavar="NAME", help="Name of the database, required if it is on another machine.")
    ] = None,
) -> None:
    """Delete all data, then apply the migrations again.

    Stored files are kept; `chronos storage sweep` deletes them later.

    Example: chronos db reset
    """
    import asyncio

    from chronos.app import owner_url
    from chronos.config import load_settings
    from chronos.db import require_no_server
    from chronos.operations.reset import allow, look

    settings = load_settings()
    url = owner_url(settings)
    target = asyncio.run(look(url))
    allow(target, force)
    asyncio.run(require_no_server(url))
    if not yes and not _confirmed(target):
        typer.echo("Nothing was changed.", err=True)
        return
    asyncio.run(_reset(url))
    typer.echo(f"Stored files are kept in {_where(settings)!r}.", err=True)


def _confirmed(target: "Target") -> bool:
    return confirm(
        f"Database {target.database} ({target.host}) has {target.contents} in {target.tables} tables. Remove all of it?"
    )


async def _reset(url: str) -> None:
    from chronos.db import migrate
    from chronos.operations.reset import empty

    migrations = migrate.load_migrations()  # first: an unreadable file must not cost the database
    await empty(url)
    await migrate.push(url, migrations, lambda one: typer.echo(f"applied {one.file}"))
    await record_command_at(url)


def _where(settings: "Settings") -> str:
    return settings.storage_url or str(settings.home / "storage")
