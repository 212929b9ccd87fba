"""`chronos whop`: memberships, team and courses of Whop."""

import typer

from chronos.cli import whop_reconcile, whop_simulate

whop = typer.Typer(no_args_is_help=True, help="Use the memberships of Whop, or simulate it.")
whop.command()(whop_simulate.simulate)
whop.command()(whop_reconcile.reconcile)
