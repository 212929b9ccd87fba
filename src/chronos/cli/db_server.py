"""`chronos db start`, `stop`, `url`: the server."""

from pathlib import Path
from typing import Annotated

import typer

from chronos.cli.output import AsJson, print_json
from chronos.errors import Invalid


def start(
    tcp_port: Annotated[
        int | None,
        typer.Option(metavar="PORT", help="Also listen on this port of 127.0.0.1, for tools that need TCP."),
    ] = None,
) -> None:
    """Start the embedded server and print its address.

    Over TCP, log in as `postgres` with the password of `$CHRONOS_HOME/postgres-password`, which is made and shown
    when it is first needed.

    Example: chronos db start
    """
    from chronos.db import embedded

    directory = _directory()
    running = embedded.find(directory)
    if running is not None and tcp_port not in (None, running.tcp_port):
        _require_unused(running.url())  # it is started again
    has_password = embedded.password_file(directory).exists()
    server = embedded.start(directory, tcp_port=tcp_port)
    if tcp_port is None:
        typer.echo(server.url())
        return
    typer.echo(server.tcp_url())
    kept = f"The password of {embedded.TCP_ROLE} is kept in {server.password_file}"
    shown = "" if has_password else f" and shown only now: {server.password_file.read_text()}"
    typer.echo(kept + shown, err=True)


def stop() -> None:
    """Stop the embedded server.

    Example: chronos db stop
    """
    from chronos.db import embedded

    directory = _directory()
    running = embedded.find(directory)
    if running is not None:
        _require_unused(running.url())
    stopped = embedded.stop(directory)
    typer.echo("stopped" if stopped else "The embedded server is not running.", err=not stopped)


def url(as_json: AsJson = False) -> None:
    """Print the database's address, for psql and other tools.

    The address includes the password, if it has one.

    Example: psql "$(chronos db url)"
    """
    from chronos.app import owner_url
    from chronos.config import load_settings

    address = owner_url(load_settings())
    if as_json:
        print_json({"url": address})
    else:
        typer.echo(address)


def _require_unused(address: str) -> None:
    import asyncio

    from chronos.db import require_no_server

    asyncio.run(require_no_server(address))


def _directory() -> Path:
    """Return the directory of the embedded server. Raises Invalid when another server is set."""
    from chronos.config import load_settings

    settings = load_settings()
    if settings.database_url is not None:
        raise Invalid("CHRONOS_DATABASE_URL is set: start and stop that server with its own tools.")
    return settings.home / "postgres"
