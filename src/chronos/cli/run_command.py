"""Run a command and turn its errors into one line and an exit code."""

import sys

import typer

from chronos.cli.command_tree import chronos
from chronos.cli.exit_process import INTERRUPTED, exit_interrupted
from chronos.errors import CODES, ChronosError


def run_command() -> None:
    """Run the command of `sys.argv`; print an error as one line on stderr, and exit with the code of its kind."""
    debug = "--debug" in sys.argv
    try:
        chronos()
    except ChronosError as error:
        if debug:
            raise
        typer.echo(f"chronos: {error}", err=True)
        sys.exit(CODES[error.code].exit_code)
    except (KeyboardInterrupt, SystemExit) as ended:  # Typer turns the first into the second
        if isinstance(ended, SystemExit) and ended.code != INTERRUPTED:
            raise
        exit_interrupted()
    except BrokenPipeError:
        sys.stderr.close()  # the reader is gone, as in `chronos videos | head`
        sys.exit(0)
    except Exception as error:
        if debug:
            raise
        typer.echo(
            f"chronos: a bug: {type(error).__name__}: {' '.join(str(error).split())}. Run `chronos --debug …` and "
            "report the traceback.",
            err=True,
        )
        sys.exit(CODES["internal_error"].exit_code)
