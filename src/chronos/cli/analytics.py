"""`chronos analytics`."""

import typer

from chronos.cli import analytics_recompute

analytics = typer.Typer(no_args_is_help=True, help="Count what students watch and ask.")


@analytics.callback()
def _group() -> None:
    """Keep the name of the one command."""


analytics.command("recompute")(analytics_recompute.recompute)
