"""`chronos tiers`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, bytes_text, print_json, print_table
from chronos.cli.with_app import with_app
from chronos.errors import Invalid

if TYPE_CHECKING:
    from chronos.usage import Limits

tiers = typer.Typer(invoke_without_command=True, help="List or change what each plan allows.")

Changes = Annotated[
    list[str], typer.Argument(metavar="LIMIT=VALUE", help="Limits and their new values, e.g. videos=500.")
]


@tiers.callback()
def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    """List what each plan allows.

    Example: chronos tiers
    """
    from chronos.usage import list_tiers

    if context.invoked_subcommand is not None:
        return
    found = with_app(lambda app: list_tiers(app.db))
    if as_json:
        print_json(found)
    else:
        print_limits([(limits.tier, limits) for limits in found])


@tiers.command("set")
def change_one(
    tier: Annotated[str, typer.Argument(metavar="TIER", help="basic, pro or enterprise.")],
    changes: Changes,
    as_json: AsJson = False,
) -> None:
    """Change limits of a plan, from the next request on.

    Example: chronos tiers set basic videos=500 questions=10000
    """
    from chronos.usage import change_tier

    limits = with_app(lambda app: change_tier(app.db, tier, read_changes(changes)))
    if as_json:
        print_json(limits)
    else:
        print_limits([(limits.tier, limits)])


def read_changes(changes: Sequence[str]) -> dict[str, str]:
    """Return the values by limit. Raises Invalid for text of another form."""
    pairs = [change.partition("=") for change in changes]
    for name, equals, value in pairs:
        if not (name and equals and value):
            raise Invalid(f"Write LIMIT=VALUE, e.g. videos=500, not {name + equals + value!r}.")
    return {name: value for name, _, value in pairs}


def print_limits(plans: "Sequence[tuple[str, Limits]]") -> None:
    """Print plans side by side, one limit a line."""
    from chronos.usage import LIMITS

    def shown(limits: "Limits", name: str) -> str:
        value = getattr(limits, name)
        if name.endswith("_bytes"):
            return bytes_text(value)
        return f"{value:,.2f}" if name == "ai_credit_usd" else f"{value:,}"

    rows = [(name, *(shown(limits, name) for _, limits in plans)) for name in LIMITS]
    print_table(("LIMIT", *(title.upper() for title, _ in plans)), rows)
