"""`chronos creator`."""

from typing import Annotated

import typer

from chronos.cli.output import AsJson, print_json, print_table
from chronos.cli.with_app import with_app

creator = typer.Typer(no_args_is_help=True, help="Manage creators, the people who teach.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name that others see.")]
Email = Annotated[str | None, typer.Option(metavar="ADDRESS", help="E-mail address.")]


@creator.command("add")
def add_one(name: Name, email: Email = None, as_json: AsJson = False) -> None:
    """Add a creator and print the id.

    Example: chronos creator add "Ada Lovelace"
    """
    from chronos.members import add_creator

    added = with_app(lambda app: add_creator(app.db, name, email))
    print_json(added) if as_json else typer.echo(added.id)


@creator.command("list")
def list_all(as_json: AsJson = False) -> None:
    """List creators, oldest first.

    Example: chronos creator list
    """
    from chronos.members import list_creators

    creators = with_app(lambda app: list_creators(app.db))
    if as_json:
        print_json(creators)
    else:
        print_table(("ID", "NAME", "ACTIVE"), [(c.id, c.name, "yes" if c.is_active else "no") for c in creators])
