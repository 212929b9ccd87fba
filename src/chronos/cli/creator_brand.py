"""`chronos creator brand`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, one_line, print_json
from chronos.cli.resolve_actor import Owner, acting_creator
from chronos.cli.with_app import with_app
from chronos.errors import Invalid

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.members import Brand


def brand(
    creator: Owner = None,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Name of the school.")] = None,
    accent: Annotated[
        str | None, typer.Option(metavar="COLOUR", help="Colour such as #1f6f8b; '' for that of Chronos.")
    ] = None,
    logo: Annotated[Path | None, typer.Option(metavar="PATH", help="JPEG, PNG or WebP, up to 5 MB.")] = None,
    no_logo: Annotated[bool, typer.Option("--no-logo", help="Remove the logo.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show or change the name, accent and logo of a school.

    Example: chronos creator brand --accent "#1f6f8b" --logo logo.png
    """
    if logo is not None and no_logo:
        raise Invalid("Pass --logo or --no-logo, not both.")

    async def work(app: "App") -> "Brand":
        from chronos.brand import BrandChange, change_brand, change_logo
        from chronos.members import get_brand
        from chronos.storage import Access

        actor = await acting_creator(app, creator)
        if name is not None or accent is not None:
            async with app.db.acting_as(actor) as tx:
                await change_brand(tx, actor, BrandChange(name, accent))
        if logo is not None or no_logo:
            await change_logo(Access(app.db, app.objects, actor), logo)
        async with app.db.acting_as(actor) as tx:
            return await get_brand(tx)

    shown = with_app(work)
    if as_json:
        print_json(shown)
        return
    typer.echo(f"Name: {one_line(shown.school)}")
    typer.echo(f"Accent: {_describe(shown.accent)}")
    typer.echo(f"Logo: {shown.logo or 'none'}")


def _describe(accent: str | None) -> str:
    """Return the accent with what pages make of it."""
    from chronos.brand import correct_accent

    if accent is None:
        return "that of Chronos"
    theme = correct_accent(accent)
    return f"{accent}; pages show {theme.light.accent} in light and {theme.dark.accent} in dark"
