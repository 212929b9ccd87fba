"""`chronos creator`."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.creator_brand import brand
from chronos.cli.creator_limits import limits
from chronos.cli.output import AsJson, print_json, print_table
from chronos.cli.resolve_actor import Owner, acting_actor
from chronos.cli.with_app import with_app

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.members import CreatorSettings

creator = typer.Typer(no_args_is_help=True, help="Manage creators, the people who teach.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name that others see.")]
Email = Annotated[str | None, typer.Option(metavar="ADDRESS", help="E-mail address.")]


@creator.command("add")
def add_one(
    name: Name,
    email: Email = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="A school to try things in, which `chronos db fill` may fill.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add a creator and print the id.

    Example: chronos creator add "Ada Lovelace"
    """
    from chronos.members import add_creator

    added = with_app(lambda app: add_creator(app.db, name, email, is_demo=demo))
    print_json(added) if as_json else typer.echo(added.id)


@creator.command("begin")
def begin() -> None:
    """Print a link that begins the first school, once.

    Its page asks for the names of the school and its owner. It works within
    an hour, as long as no creator exists but those of demo schools.

    Example: chronos creator begin
    """
    typer.echo(with_app(_begin))


async def _begin(app: "App") -> str:
    from chronos.errors import Conflict
    from chronos.members import is_demo, list_creators

    if not all(is_demo(one.id) for one in await list_creators(app.db)):
        raise Conflict(
            "There is a school already: `chronos token --creator WHO --link` prints a link to sign in.",
            code="school_exists",
        )
    return await first_link(app)


async def first_link(app: "App") -> str:
    """Return the address of a new link that begins the first school."""
    from chronos.members import make_first_link

    return f"{app.settings.public_url.rstrip('/')}/begin/{await make_first_link(app.db)}"


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


@creator.command("settings")
def settings(
    creator: Owner = None,
    time_zone: Annotated[
        str | None, typer.Option(metavar="NAME", help="Time zone of your days, e.g. Europe/Berlin.")
    ] = None,
    completion_share: Annotated[
        float | None, typer.Option(metavar="SHARE", help="Share of a video that completes it when heard, 0.1 to 1.")
    ] = None,
    may_mark_done: Annotated[
        bool | None,
        typer.Option(
            "--students-may-mark-done/--students-may-not-mark-done", help="Whether students mark videos as done."
        ),
    ] = None,
    language_model: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="What words the answers, of those that the operator allows; or default."),
    ] = None,
    answer_threshold: Annotated[
        str | None,
        typer.Option(
            metavar="PROBABILITY", help="Least probability with which a question is answered, 0 to 1; or default."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show or change the settings of a creator.

    Example: chronos creator settings --time-zone Europe/Berlin --completion-share 0.8
    """
    from chronos.members import SettingsChange, change_settings

    is_default = answer_threshold == "default"
    try:
        least_probability = None if answer_threshold is None or is_default else float(answer_threshold)
    except ValueError as error:
        raise typer.BadParameter("write a number from 0 to 1, or default", param_hint="--answer-threshold") from error

    async def work(app: "App") -> "CreatorSettings":
        actor = await acting_actor(app, creator)
        async with app.db.acting_as(actor) as tx:
            change = SettingsChange(
                time_zone, completion_share, may_mark_done, language_model, least_probability, is_default
            )
            return await change_settings(tx, actor, change, language_models=app.providers.language_models)

    shown = with_app(work)
    if as_json:
        print_json(shown)
        return
    typer.echo(f"Time zone: {shown.time_zone}")
    typer.echo(f"A video is completed when {shown.completion_share:.0%} of it is heard.")
    typer.echo(f"Students may {'also' if shown.students_may_mark_done else 'not'} mark videos as done.")
    typer.echo(f"Language model: {shown.language_model}")
    least = "the default" if shown.answer_threshold is None else f"{shown.answer_threshold:.0%}"
    typer.echo(f"Least probability with which a question is answered: {least}.")


creator.command("limits")(limits)
creator.command("brand")(brand)
