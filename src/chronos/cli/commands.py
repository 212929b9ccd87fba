"""`chronos`: the commands, and what their errors look like."""

import sys
from typing import Annotated

import typer

from chronos import __version__
from chronos.cli import asking, database, evaluating, library, models, people, removal, serving, storage
from chronos.cli.leaving import INTERRUPTED, leave_interrupted
from chronos.errors import CODES, ChronosError

cli = typer.Typer(
    name="chronos",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Turns a library of videos into something that answers, with the second where it is said.",
)
cli.command()(serving.up)
cli.command()(serving.serve)
cli.command()(serving.worker)
cli.command()(library.add)
cli.command()(library.videos)
cli.command()(library.video)
cli.command()(library.retry)
cli.command()(removal.remove)
cli.command()(asking.search)
cli.command()(asking.ask)
cli.command("eval")(evaluating.evaluate)
cli.add_typer(people.creator, name="creator")
cli.add_typer(people.student, name="student")
cli.command()(people.token)
cli.add_typer(database.db, name="db")
cli.add_typer(storage.storage, name="storage")
cli.add_typer(models.models, name="models")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"chronos {__version__}")
        raise typer.Exit


@cli.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Options that stand before the command."""


def run_command() -> None:
    """One line per error on stderr, and an exit code that says what kind it was."""
    debug = "--debug" in sys.argv
    try:
        cli()
    except ChronosError as error:
        if debug:
            raise
        typer.echo(f"chronos: {error}", err=True)
        sys.exit(CODES[error.code].exit_code)
    except (KeyboardInterrupt, SystemExit) as ended:  # Typer makes the one into the other
        if isinstance(ended, SystemExit) and ended.code != INTERRUPTED:
            raise
        leave_interrupted()
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone, as in `chronos videos | head`
        sys.exit(0)
    except Exception as error:
        if debug:
            raise
        typer.echo(
            f"chronos: a bug: {type(error).__name__}: {' '.join(str(error).split())}. Run it again as "
            "`chronos --debug …` and report what it shows.",
            err=True,
        )
        sys.exit(1)
