"""`chronos up`, `serve`, `worker`: processes that run until they are stopped."""

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from chronos.cli.exit_process import exit_now
from chronos.cli.output import one_line
from chronos.errors import Invalid, ProviderError

if TYPE_CHECKING:
    import asyncio
    import socket
    from pathlib import Path

    from chronos.app import App
    from chronos.config import Settings

Host = Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen on.")]
Port = Annotated[int, typer.Option(metavar="PORT", help="Port to listen on; 0: any free port.", min=0, max=65535)]


def up(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Run database, worker, API and pages until Ctrl-C.

    Example: chronos up
    """
    from chronos.cli.run_async import run_async
    from chronos.config import load_settings
    from chronos.db import embedded

    settings = load_settings()
    was_running = settings.database_url is not None or embedded.find(settings.home / "postgres") is not None
    try:
        run_async(_run(settings, listen(host, port), "up"))
    finally:
        if not was_running:
            _stop_unused(settings.home / "postgres")
    say_stopped()


def serve(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Run the API and the pages, without a worker.

    Example: chronos serve --port 8080
    """
    from chronos.cli.run_async import run_async
    from chronos.config import load_settings

    run_async(_run(load_settings(), listen(host, port), "serve"))
    say_stopped()


def worker() -> None:
    """Process videos only; run as many as you like.

    Workers may run on several machines that share the database and the object store.

    Example: chronos worker
    """
    from chronos.app import opened
    from chronos.cli.run_async import run_async
    from chronos.config import load_settings

    async def work() -> None:
        async with opened(load_settings(), "worker") as app, app.worker():
            typer.echo("The worker is running; Ctrl-C stops it.", err=True)
            async with stop_signals() as stop:
                await stop.wait()

    run_async(work())
    say_stopped()


def say_stopped() -> NoReturn:
    """End with a sentence, and as a success: a server is there to be stopped."""
    with contextlib.suppress(OSError):  # its reader may be gone
        typer.echo("Chronos has stopped.", err=True)
    exit_now(0)


def listen(host: str, port: int) -> "socket.socket":
    """Return a socket that listens. Raises Invalid (`host_invalid`, `port_taken`)."""
    import errno
    import socket

    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(512)
    except (OSError, UnicodeError) as error:  # the second for a name that the Internet's names do not allow
        listener.close()
        if not isinstance(error, OSError) or isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            raise Invalid(
                f"The host {one_line(host)} is not an address of this machine: listen on 127.0.0.1, or on 0.0.0.0 for "
                "other machines as well, with --host.",
                code="host_invalid",
            ) from error
        raise Invalid(
            f"Port {port} on {host} cannot be used ({error.strerror}). Stop the program that uses it, or choose "
            "another port with --port.",
            code="port_taken",
        ) from error
    return listener


def _stop_unused(directory: "Path") -> None:
    """Stop the embedded server, unless another process of Chronos works with it."""
    import asyncio

    from chronos.db import embedded, list_servers, session_name

    server = embedded.find(directory)
    if server is None:
        return
    # The server takes a moment to end the sessions that this process has closed.
    if others := [name for name in asyncio.run(list_servers(server.url())) if name != session_name("up")]:
        typer.echo(f"The embedded server keeps running for {'; '.join(others)}.", err=True)
    else:
        embedded.stop(directory)


@contextlib.asynccontextmanager
async def stop_signals() -> "AsyncIterator[asyncio.Event]":
    """Yield an event that SIGINT and SIGTERM set."""
    import asyncio
    import signal

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


async def _run(settings: "Settings", listener: "socket.socket", command: str) -> None:
    from chronos.app import opened
    from chronos.cli.running_server import remembered
    from chronos.cli.serve_http import serve_http

    host, port = listener.getsockname()[:2]
    if "public_url" not in settings.model_fields_set:
        settings = settings.model_copy(update={"public_url": f"http://{host}:{port}"})
    async with contextlib.AsyncExitStack() as stack:
        stop = await stack.enter_async_context(stop_signals())
        app = await stack.enter_async_context(opened(settings, command))
        if command == "up":
            await stack.enter_async_context(app.worker())
        stack.enter_context(remembered(settings))
        typer.echo(f"Chronos is on {settings.public_url}; Ctrl-C stops it.", err=True)
        with contextlib.suppress(ProviderError):  # a database that has just gone away
            await _say_how_to_sign_in(app)
        await serve_http(app, listener, stop)


async def _say_how_to_sign_in(app: "App") -> None:
    """Name the creator of `chronos use`, or of the latest video; print a link on a terminal only: logs are read.

    Where no person has a school yet, say first how one is begun.
    """
    import sys

    from chronos.cli.creator import first_link
    from chronos.cli.resolve_actor import read_used
    from chronos.cli.token import sign_in_link
    from chronos.members import Person, is_demo, latest_creator, list_creators

    creators = await list_creators(app.db)
    used = read_used(app.settings.home)
    chosen = next((one for one in creators if one.id == used), await latest_creator(app.db))
    is_terminal = sys.stdout.isatty()
    if all(is_demo(one.id) for one in creators):
        if is_terminal:
            typer.echo(f"Begin your school, once and within an hour: {await first_link(app)}")
        else:
            typer.echo("`chronos creator begin` prints a link that begins your school in a browser.", err=True)
    if chosen is not None and is_terminal:
        link = await sign_in_link(app, Person("creator", chosen.id, chosen.name))
        typer.echo(f"Sign in as {one_line(chosen.name)}, once and within 15 minutes: {link}")
    elif chosen is not None:
        command = f"chronos token --creator {chosen.id} --link"
        typer.echo(f"`{command}` prints a link that signs in as {one_line(chosen.name)}.", err=True)
