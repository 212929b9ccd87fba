"""`chronos up`, `serve`, `worker`: the application as processes that run until they are told to stop."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.leaving import leave
from chronos.errors import Invalid

if TYPE_CHECKING:
    import asyncio
    import socket

    from chronos.app import App
    from chronos.config import Settings

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on; 0: any free one.", min=0, max=65535)]

SHUTDOWN_SECONDS = 5  # open streams would hold the shutdown for ever


def up(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Run everything: database, worker, API and pages, until Ctrl-C.

    Example: chronos up
    """
    from chronos.cli.ending import run_unawaited
    from chronos.config import load_settings
    from chronos.db import embedded

    settings = load_settings()
    was_running = settings.database_url is not None or embedded.find(settings.home / "postgres") is not None
    try:
        run_unawaited(_run(settings, listen(host, port), worker_too=True))
    finally:
        if not was_running:
            embedded.stop(settings.home / "postgres")
    leave(0)


def serve(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Run the API and the pages only.

    Example: chronos serve --port 8080
    """
    from chronos.cli.ending import run_unawaited
    from chronos.config import load_settings

    run_unawaited(_run(load_settings(), listen(host, port), worker_too=False))
    leave(0)


def worker() -> None:
    """Process videos only; run as many as you like, on as many machines.

    Example: chronos worker
    """
    from chronos.app import opened
    from chronos.cli.ending import run_unawaited
    from chronos.config import load_settings

    async def work() -> None:
        async with opened(load_settings()) as app, app.worker():
            typer.echo("The worker is running; Ctrl-C stops it.", err=True)
            async with told_to_stop() as stop:
                await stop.wait()

    run_unawaited(work())
    leave(0)


def listen(host: str, port: int) -> "socket.socket":
    """A socket that listens. Raises Invalid when the port is taken."""
    import socket

    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(512)
    except OSError as error:
        listener.close()
        raise Invalid(
            f"Port {port} on {host} cannot be used ({error.strerror}); stop what uses it, or choose another with "
            "--port.",
            code="port_taken",
        ) from error
    return listener


@contextlib.asynccontextmanager
async def told_to_stop() -> "AsyncIterator[asyncio.Event]":
    """An event that SIGINT and SIGTERM set."""
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


async def _run(settings: "Settings", listener: "socket.socket", *, worker_too: bool) -> None:
    from chronos.app import opened

    host, port = listener.getsockname()[:2]
    if "public_url" not in settings.model_fields_set:
        settings = settings.model_copy(update={"public_url": f"http://{host}:{port}"})
    async with contextlib.AsyncExitStack() as stack:
        stop = await stack.enter_async_context(told_to_stop())
        app = await stack.enter_async_context(opened(settings))
        if worker_too:
            await stack.enter_async_context(app.worker())
        typer.echo(f"Chronos is on {settings.public_url}; Ctrl-C stops it.", err=True)
        for line in await _sign_in_lines(app):
            typer.echo(line, err=True)
        await _serve_http(app, listener, stop)


async def _serve_http(app: "App", listener: "socket.socket", stop: "asyncio.Event") -> None:
    import asyncio

    import uvicorn

    from chronos.web import create_application

    class Server(uvicorn.Server):
        """Signals are ours: uvicorn would raise them again after its own shutdown, past our cleaning up."""

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    config = uvicorn.Config(
        create_application(app),
        log_level="warning",
        access_log=False,  # addresses hold sign-in tokens
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    server = Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        server.should_exit = True
        await serving


async def _sign_in_lines(app: "App") -> list[str]:
    from chronos.cli.people import sign_in_link
    from chronos.members import list_creators, resolve_actor

    creators = await list_creators(app.db)
    if not creators:
        return ['There is no creator yet: `chronos creator add "Your name"`, then `chronos token --creator ID --link`.']
    first = creators[0]
    made = app.tokens.mint(await resolve_actor(app.db, first.id))
    return [f"Sign in as {first.name}: {sign_in_link(app.settings.public_url, made)}"]
