"""`chronos db push`, `chronos db status`: migrations."""

from typing import Annotated

import typer

from chronos.cli.output import AsJson, print_json, print_table
from chronos.cli.record_command import record_command_at


def push(
    shim: Annotated[
        bool, typer.Option("--shim", help="First create what hosted Supabase provides; needs a superuser.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Apply missing migrations.

    Example: chronos db push
    """
    import asyncio

    from chronos.app import owner_url
    from chronos.config import load_settings
    from chronos.db import migrate

    url = owner_url(load_settings())
    if shim:
        _apply_shim(url)
    applied = asyncio.run(
        migrate.push(url, migrate.load_migrations(), lambda one: None if as_json else typer.echo(f"applied {one.file}"))
    )
    if applied:
        asyncio.run(record_command_at(url))
    if as_json:
        print_json({"applied": [one.file for one in applied]})
    elif not applied:
        typer.echo("Nothing to do: every migration is applied.")


def status(as_json: AsJson = False) -> None:
    """List migrations, and whether each is applied.

    Example: chronos db status
    """
    import asyncio

    from chronos.app import owner_url
    from chronos.config import load_settings
    from chronos.db import migrate

    url = owner_url(load_settings())
    states = asyncio.run(migrate.status(url, migrate.load_migrations()))
    if as_json:
        print_json(states)
    else:
        marks = {True: "yes", False: "no"}
        print_table(
            ("VERSION", "NAME", "FILE", "APPLIED"),
            [
                (s.version, s.name, marks[s.in_files], "an older text" if s.is_changed else marks[s.in_database])
                for s in states
            ],
        )


def _apply_shim(url: str) -> None:
    import psycopg

    from chronos.db import apply_shim, mapped_errors

    with mapped_errors(), psycopg.connect(url, connect_timeout=10) as connection:
        apply_shim(connection)
