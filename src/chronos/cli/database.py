"""`chronos db`: the database."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli import db_backup, db_doctor, db_new, db_reindex, db_reset, db_stats, db_types, db_why, seed
from chronos.cli.present import AsJson, print_json, print_table
from chronos.errors import Invalid

if TYPE_CHECKING:
    from chronos.config import Settings

db = typer.Typer(no_args_is_help=True, help="The database: migrations, and the embedded server.")


@db.command()
def push(
    shim: Annotated[
        bool, typer.Option("--shim", help="First create what hosted Supabase provides; needs a superuser.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Apply the migrations that are missing.

    Example: chronos db push
    """
    import asyncio

    from chronos.app import owner_url
    from chronos.config import load_settings
    from chronos.db import migrate

    settings = load_settings()
    url = owner_url(settings)
    if shim:
        _apply_shim(url)
    migrations = migrate.load_migrations()
    applied = asyncio.run(
        migrate.push(url, migrations, lambda one: None if as_json else typer.echo(f"applied {one.file}"))
    )
    if as_json:
        print_json({"applied": [one.file for one in applied]})
    elif not applied:
        typer.echo("Nothing to do: every migration is applied.")


@db.command()
def status(as_json: AsJson = False) -> None:
    """Show which migrations are applied.

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
            [(s.version, s.name, marks[s.in_files], marks[s.in_database]) for s in states],
        )


@db.command()
def start(
    tcp_port: Annotated[
        int | None, typer.Option(help="Also listen on this port of 127.0.0.1, for tools that need TCP.")
    ] = None,
) -> None:
    """Start the embedded server and print its address.

    Example: chronos db start
    """
    from chronos.db import embedded

    typer.echo(embedded.start(_embedded(_load()).home / "postgres", tcp_port=tcp_port).url())


@db.command()
def stop() -> None:
    """Stop the embedded server.

    Example: chronos db stop
    """
    from chronos.db import embedded

    stopped = embedded.stop(_embedded(_load()).home / "postgres")
    typer.echo("stopped" if stopped else "The embedded server is not running.", err=not stopped)


@db.command()
def url(as_json: AsJson = False) -> None:
    """Print the database's address, for psql and other tools. With a password in it, if it has one.

    Example: psql "$(chronos db url)"
    """
    from chronos.app import owner_url

    address = owner_url(_load())
    if as_json:
        print_json({"url": address})
    else:
        typer.echo(address)


db.command()(db_backup.backup)
db.command()(db_backup.restore)
db.command()(db_doctor.doctor)
db.command()(db_new.new)
db.command()(db_reindex.reindex)
db.command()(db_reset.reset)
db.command()(db_stats.stats)
db.command()(db_types.types)
db.command()(db_why.why)
db.command()(seed.seed)


def _load() -> "Settings":
    from chronos.config import load_settings

    return load_settings()


def _embedded(settings: "Settings") -> "Settings":
    if settings.database_url is not None:
        raise Invalid("CHRONOS_DATABASE_URL is set: that server is not started or stopped from here.")
    return settings


def _apply_shim(url: str) -> None:
    import psycopg

    from chronos.db import mapped_errors
    from chronos.db.shim import apply_shim

    with mapped_errors(), psycopg.connect(url, connect_timeout=10) as connection:
        apply_shim(connection)
