"""`chronos whop simulate`: Whop on this machine, for trying Chronos with members without an account there."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.errors import Conflict

if TYPE_CHECKING:
    import socket

    from chronos.config import Settings
    from chronos.whop.simulator import Simulator

Port = Annotated[int, typer.Option(metavar="PORT", help="Port to listen on; 0: any free port.", min=0, max=65535)]
Target = Annotated[str, typer.Option(metavar="URL", help="Address of Chronos, which gets the events.")]
Seed = Annotated[
    int, typer.Option(metavar="NUMBER", help="Number from which the ids of companies, products and people follow.")
]
Course = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="MP4 files (H.264, AAC), which become the lessons of a course of the school."),
]
Speed = Annotated[float, typer.Option(metavar="TIMES", help="How much faster than Whop to retry.", min=0.001)]


def simulate(
    port: Port = 9100,
    target: Target = "http://127.0.0.1:8000",
    seed: Seed = 1,
    speed: Speed = 1.0,
    course: Course = None,
) -> None:
    """Run a simulated Whop on this machine until Ctrl-C.

    It sells two products, answers the API, signs and sends events, and shows Chronos in a frame. It prints the settings
    with which Chronos takes it for Whop, and refuses to run beside settings of a Chronos that serves people.

    Example: chronos whop simulate --course examples/course
    """
    from chronos.cli.run_async import run_async
    from chronos.cli.serve import listen, say_stopped
    from chronos.config import load_settings
    from chronos.setting_values import is_loopback
    from chronos.whop.simulator import PAGE_HOST, add_course, new_simulator, with_school

    settings = load_settings()
    refuse_production(settings, target if not is_loopback(target) else None)
    listener = listen(PAGE_HOST, port)
    simulator = with_school(new_simulator(target, seed=seed, speed=speed))
    simulator.world.forget_seed()
    simulator.use_port(listener.getsockname()[1])
    with TemporaryDirectory(prefix="chronos-whop-") as hosted:
        if course is not None:
            add_course(simulator, course, Path(hosted))
        run_async(_run(simulator, listener))
    say_stopped()


def refuse_production(settings: "Settings", target: str | None = None) -> None:
    """Raise Conflict (`whop_not_simulated`) beside settings by which Chronos serves people or reaches the real Whop."""
    if outside := [*settings.outside, *(["--target"] if target is not None else [])]:
        raise Conflict(
            f"The simulator of Whop is for a Chronos on this machine alone, and {', '.join(outside)} leads elsewhere.",
            code="whop_not_simulated",
        )


async def _run(simulator: "Simulator", listener: "socket.socket") -> None:
    from chronos.cli.serve import stop_signals
    from chronos.whop.simulator import serve_simulator

    for name, value in simulator.settings.items():
        typer.echo(f"{name}={value}")
    typer.echo(f"The simulated Whop is on {simulator.page_origin}; Ctrl-C stops it.", err=True)
    async with stop_signals() as stop:
        await serve_simulator(simulator, listener, stop)
