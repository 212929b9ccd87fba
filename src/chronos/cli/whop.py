"""`chronos whop`: memberships, team and courses of Whop."""

import typer

from chronos.cli import whop_courses, whop_inbox, whop_products, whop_reconcile, whop_simulate

whop = typer.Typer(no_args_is_help=True, help="Use the memberships of Whop, or simulate it.")
for _command in (
    whop_products.connect,
    whop_products.disconnect,
    whop_products.products,
    whop_products.give,
    whop_products.sell,
    whop_inbox.memberships,
    whop_inbox.inbox,
    whop_inbox.replay,
    whop_reconcile.reconcile,
    whop_courses.courses,
    whop_simulate.simulate,
):
    whop.command()(_command)
whop.command("import")(whop_courses.import_)
