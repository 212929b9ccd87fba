"""Run a command and turn its errors into one line and an exit code."""

import errno
import sys

import typer

from chronos.cli.command_tree import chronos
from chronos.cli.exit_process import INTERRUPTED, exit_interrupted, exit_now
from chronos.cli.output import one_line
from chronos.errors import CODES, ChronosError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


def run_command() -> None:
    """Run the command of `sys.argv`; print an error as one line on stderr, and exit with the code of its kind."""
    debug = "--debug" in sys.argv
    try:
        try:
            chronos()
        finally:
            sys.stdout.flush()  # what cannot be written is said here, not lost at the end
    except ChronosError as error:
        if debug:
            raise
        typer.echo(f"chronos: {one_line(error)}", err=True)
        sys.exit(CODES[error.code].exit_code)
    except (KeyboardInterrupt, SystemExit) as ended:  # Typer turns the first into the second
        if isinstance(ended, SystemExit) and ended.code != INTERRUPTED:
            raise
        exit_interrupted()
    except BrokenPipeError:
        exit_now(0)  # the reader is gone, as in `chronos videos | head`
    except Exception as error:
        if debug:
            raise
        if isinstance(error, OSError) and error.errno in _FULL:
            typer.echo(f"chronos: The output cannot be written: {error.strerror}.", err=True)
            exit_now(CODES["storage_failed"].exit_code)
        typer.echo(
            f"chronos: a bug: {type(error).__name__}: {one_line(error).rstrip('.')}. Run `chronos --debug …` and "
            "report the traceback.",
            err=True,
        )
        sys.exit(CODES["internal_error"].exit_code)
